package io.latchkey.zab.core;

/**
 * What the core asks of the world. Called only from {@code Outbox.drainTo}, on the caller's thread, never inside a
 * step, in the order in which the steps asked.
 *
 * <p>A ticket numbers a durable write, from 1, rising by one. The driver makes the writes durable in ticket order and
 * says so with {@code Zab.onDurable(ticket)}, which covers every smaller ticket.
 */
public interface Effects {
    void send(int to, Message message);

    void append(long ticket, Proposal proposal);

    void truncate(long ticket, long keepTo);

    /** Make {@code image} the durable history up to {@code zxid}; everything the journal held before is void. */
    void install(long ticket, long zxid, Image image);

    /** @param disk the label that this server's disk has from now on */
    void storeEpochs(long ticket, long acceptedEpoch, long currentEpoch, long disk);

    /** {@code committed} is committed: apply it. */
    void deliver(Proposal committed);

    /** The committed state is now {@code image}, at {@code zxid}: forget the tree and take this one. */
    void restore(long zxid, Image image);

    /** Send the tree as it is now, that is with exactly the delivered proposals, to {@code to} as a Snap. */
    void sendSnapshot(int to, long session);

    /** The latest configuration in this server's history, committed or not, is now this one. */
    void reconfigured(QuorumConfig config);

    /** A quorum has said, after {@code Zab.confirm} returned this round, that this server still leads it. */
    void confirmed(long round);

    void roleChanged(Role role, Phase phase, long epoch, int leader);
}
