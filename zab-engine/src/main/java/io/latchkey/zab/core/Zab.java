package io.latchkey.zab.core;

/**
 * One server of the ensemble as a deterministic state machine: no clock, no thread, no I/O, no luck.
 *
 * <p>Every {@code on...} method is one step. A step changes memory and puts effects into the {@link Outbox}; the
 * driver drains the outbox when it likes, usually after many steps, and reports finished writes with
 * {@link #onDurable}. The same inputs in the same order give the same outputs. One thread at a time.
 *
 * <p>An {@link InvariantViolation} out of any method means that this server must stop.
 */
public final class Zab {
    final ZabConfig config;
    final Outbox out;
    final Epochs epochs;
    final History history;
    private final boolean[] linked;
    private State state;
    private long round;
    private long bonds;
    private long ignored;

    /** Starts looking for a leader; the outbox has the first effects. No link is up. */
    public Zab(ZabConfig config, DurableState disk) {
        this.config = config;
        out = new Outbox(config.self());
        epochs = new Epochs(out, disk.acceptedEpoch(), disk.currentEpoch());
        history = new History(disk.floor(), disk.log(), disk.snapshotZxid());
        linked = new boolean[config.quorum().size()];
        Check.that(Zxid.epoch(history.last()) <= epochs.accepted(), "history is never ahead of acceptedEpoch");
        state = new Looking(this);
        start();
    }

    /** Time passes; all ticks of an ensemble should be about equally long. */
    public void onTick() {
        state.onTick();
    }

    /** Messages can go to {@code peer} and come from it; they keep their order. */
    public void onLinkUp(int peer) {
        int index = config.quorum().indexOf(peer);
        if (index >= 0) {
            Check.that(!linked[index], "a link comes up once before it goes down");
            linked[index] = true;
            state.onLinkUp(peer);
        }
    }

    /** The link is lost, and with it what was under way; a new one may come. */
    public void onLinkDown(int peer) {
        int index = config.quorum().indexOf(peer);
        if (index >= 0) {
            Check.that(linked[index], "a link goes down once after it came up");
            linked[index] = false;
            state.onLinkDown(peer);
        }
    }

    public void onMessage(int from, Message m) {
        if (isLinked(from)) {
            m.deliverTo(state, from);
        } else {
            ignored(m, "the link it came by is gone, or it comes from a stranger");
        }
    }

    /** All writes up to {@code ticket} are durable. Tickets may be skipped: the last of a batch speaks for all. */
    public void onDurable(long ticket) {
        out.onDurable(ticket);
        for (Message m = out.pollLoopback(); m != null; m = out.pollLoopback()) {
            m.deliverTo(state, config.self());
        }
    }

    /**
     * A snapshot at {@code zxid}, which was committed, is durable. Afterwards the floor of {@link #history} says what
     * the journal need no longer hold.
     */
    public void onSnapshotTaken(long zxid) {
        history.compact(zxid, config.historyKeep(), config.diffBytesMax());
    }

    /** Proposes a transaction under {@link #nextZxid}; false, and nothing happens, unless this server can lead it. */
    public boolean onPropose(byte[] txn) {
        return state.onPropose(txn);
    }

    /** The zxid of the next transaction proposed here, or {@link Zxid#NONE} if this server can't propose now. */
    public long nextZxid() {
        return state.nextZxid();
    }

    public Outbox outbox() {
        return out;
    }

    public Role role() {
        return state.role();
    }

    public Phase phase() {
        return state.phase();
    }

    /** Id of the leader that this server leads or follows as, or -1. */
    public int leader() {
        return state.leader();
    }

    public long acceptedEpoch() {
        return epochs.accepted();
    }

    public long currentEpoch() {
        return epochs.current();
    }

    /** To be read only. */
    public History history() {
        return history;
    }

    /** Allocates: for monitoring. */
    public ZabStatus status() {
        return new ZabStatus(
                config.self(),
                role(),
                phase(),
                leader(),
                epochs.accepted(),
                epochs.current(),
                history.last(),
                history.committed(),
                history.floor(),
                ignored,
                state.learners());
    }

    boolean isLinked(int peer) {
        int index = config.quorum().indexOf(peer);
        return index >= 0 && linked[index];
    }

    void become(State next) {
        state.leave();
        out.dropGated();
        state = next;
        start();
    }

    /** The leader is lost, or this role is: back to phase 0. */
    void look() {
        become(new Looking(this));
    }

    /** Tells the driver where this server stands. */
    void report() {
        out.roleChanged(state.role(), state.phase(), epochs.accepted(), state.leader());
    }

    private void start() {
        report();
        state.enter();
    }

    /** The logical clock of elections. */
    long round() {
        return round;
    }

    void joinRound(long later) {
        Check.that(later > round, "rounds of election rise");
        round = later;
    }

    /** A number for a bond between this server, as a follower, and a leader. */
    long newBond() {
        return ++bonds;
    }

    Vote ownVote() {
        return new Vote(epochs.current(), history.last(), config.self());
    }

    void broadcast(Message m) {
        QuorumConfig voters = config.quorum();
        for (int i = 0; i < voters.size(); i++) {
            if (linked[i]) {
                out.send(voters.voter(i), m);
            }
        }
    }

    void ignored(Message m, String why) {
        ignored++;
    }
}
