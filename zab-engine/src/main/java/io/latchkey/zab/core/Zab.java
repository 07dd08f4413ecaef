package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private final Configs configs;
    private final boolean[] linked = new boolean[Member.ID_MAX + 1];
    private final boolean[] saidToBeNew = new boolean[Member.ID_MAX + 1]; // servers that had promised nothing yet
    private boolean outgrown; // there are servers of an older ensemble than the one in the settings
    private final long[] lastBonds = new long[Member.ID_MAX + 1]; // of each peer, on its present link, with this server
    private QuorumConfig told;
    private State state;
    private long round;
    private long bonds;
    private long ignored;

    /** Starts looking for a leader; the outbox has the first effects. No link is up. */
    public Zab(ZabConfig config, DurableState disk) {
        this.config = config;
        out = new Outbox(config.self());
        epochs = new Epochs(out, disk.acceptedEpoch(), disk.currentEpoch(), disk.disk());
        Check.that(disk.disk() != DurableState.UNLABELLED, "a disk has a label");
        configs = new Configs(config.quorum(), disk.snapshotConfig());
        history = new History(disk.floor(), disk.log(), disk.snapshotZxid(), configs);
        told = config.quorum();
        Check.that(Zxid.epoch(history.last()) <= epochs.accepted(), "history is never ahead of acceptedEpoch");
        tellConfig();
        state = new Looking(this);
        start();
    }

    /** Time passes; all ticks of an ensemble should be about equally long. */
    public void onTick() {
        state.onTick();
    }

    /** Messages can go to {@code peer}, member or not, and come from it; they keep their order. */
    public void onLinkUp(int peer) {
        Check.that(!linked[peer], "a link comes up once before it goes down");
        linked[peer] = true;
        state.onLinkUp(peer);
    }

    /** The link is lost, and with it what was under way; a new one may come. */
    public void onLinkDown(int peer) {
        Check.that(linked[peer], "a link goes down once after it came up");
        linked[peer] = false;
        lastBonds[peer] = 0;
        state.onLinkDown(peer);
    }

    public void onMessage(int from, Message m) {
        if (isLinked(from)) {
            m.deliverTo(state, from);
            tellConfig();
        } else {
            ignored(m, "the link it came by is gone, or it comes from nowhere");
        }
    }

    /** All writes up to {@code ticket} are durable. Tickets may be skipped: the last of a batch speaks for all. */
    public void onDurable(long ticket) {
        out.onDurable(ticket);
        if (epochs.onDurable(ticket)) {
            state.onLabelled();
        }
        for (Message m = out.pollLoopback(); m != null; m = out.pollLoopback()) {
            m.deliverTo(state, config.self());
        }
        tellConfig();
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
        return state.onPropose(txn, null);
    }

    /** The same, of a transaction that brings the configuration {@link #nextConfig}, or one that it allows. */
    public boolean onReconfigure(byte[] txn, QuorumConfig next) {
        boolean proposed = state.onPropose(txn, next);
        tellConfig();
        return proposed;
    }

    /**
     * The configuration that this leader should propose next, or null if the present one is as it should be: the end
     * of a change that is under way, or a change that readmits voters who have lost their disk.
     */
    public @Nullable QuorumConfig nextConfig() {
        return state.nextConfig();
    }

    /**
     * The way to these members, with the disks that they have now.
     *
     * @return null if it can't be gone now: this server doesn't lead, a change is under way, or too few of the members,
     *     or not all of the new voters, are up to date
     */
    public @Nullable QuorumConfig towards(List<Member> members) {
        return state.towards(members);
    }

    /**
     * Starts to hand leadership over: nothing more can be proposed; once all is committed and the successor has it,
     * everybody goes straight to phase 1 with the successor. Given up if that takes longer than syncLimitTicks.
     *
     * @return false if this server doesn't lead, or the successor is no voter that is up to date
     */
    public boolean onTransfer(int successor) {
        return state.onTransfer(successor);
    }

    /**
     * Asks a quorum whether this server still leads it; {@link Effects#confirmed} tells when it has said so.
     *
     * @return the number of the round, rising while this server leads; 0 if it doesn't
     */
    public long confirm() {
        return state.confirm();
    }

    /** The latest configuration in this server's history, committed or not. */
    public QuorumConfig quorum() {
        return configs.latest();
    }

    /** Whether a change of membership is under way here. */
    public boolean isReconfiguring() {
        return quorum().isJoint() || !isConfigCommitted();
    }

    /** Label of this server's disk, see {@link DurableState#disk}. */
    public long disk() {
        return epochs.disk();
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
                quorum().isVoter(config.self(), epochs.disk()),
                quorum(),
                state.learners());
    }

    boolean isLinked(int peer) {
        return linked[peer];
    }

    private void tellConfig() {
        if (!told.equals(quorum())) {
            told = quorum();
            out.reconfigured(told);
        }
    }

    /** Whether the latest configuration is committed. */
    boolean isConfigCommitted() {
        return configs.isLatestCommitted(history.committed());
    }

    /**
     * Whether this server may lead: it has a vote in a configuration that may hold in the end. One that has a change in
     * its history which removes it may be needed to commit that change.
     */
    boolean mayLead() {
        return configs.possible(history.committed()).stream().anyMatch(c -> c.isVoter(config.self(), epochs.disk()));
    }

    /** Takes note that a server told of an epoch that it has promised. */
    void onAcceptedEpoch(int server, long acceptedEpoch) {
        saidToBeNew[server] |= acceptedEpoch == 0;
        outgrown |= acceptedEpoch > 0 && quorum().member(server) == null;
    }

    /**
     * A fresh disk may have been any other before. It becomes a voter's by itself only when every other voter has said,
     * during this life, that it has promised nothing: then no epoch was ever promised by a quorum, and nothing is
     * forgotten. It has a vote once the disk says so durably: of those who elect the first leader, none comes back fresh.
     */
    void joinFirstHourIfNew() {
        boolean fresh = epochs.disk() != 0 && epochs.accepted() == 0 && history.last() == Zxid.NONE;
        boolean all = quorum().isUnanimous(m -> m.id() == config.self() ? m.disk() == 0 : saidToBeNew[m.id()]);
        boolean known = outgrown || epochs.isJoiningFirstHour() || !quorum().isVoter(config.self(), 0);
        if (fresh && all && !known) {
            epochs.joinFirstHour();
        }
    }

    /**
     * The voters that have not yet said whether they have promised anything, as long as this server has a fresh disk and
     * waits for that; empty if it doesn't.
     */
    public List<Integer> awaited() {
        boolean waits = role() == Role.LOOKING && epochs.disk() != 0 && quorum().isVoter(config.self(), 0);
        return waits ? quorum().ids().stream().filter(this::isAwaited).toList() : List.of();
    }

    private boolean isAwaited(int id) {
        return id != config.self() && quorum().isVoter(id) && !saidToBeNew[id];
    }

    /** A leader has given up; the one that it names takes over, if it can. */
    void succeed(int successor) {
        if (successor == config.self() && mayLead()) {
            become(new Leader(this));
        } else if (successor != config.self() && successor != Message.Abdicate.NOBODY && isLinked(successor)) {
            become(Follower.ofSuccessor(this, successor));
        } else {
            look();
        }
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

    /**
     * Takes note of a bond that a peer asks for; false if it asked for that one, or a later one, before. Links keep their
     * order, so what comes with an old number was said to this server when it led an earlier epoch.
     */
    boolean isNewBond(int peer, long number) {
        boolean isNew = number > lastBonds[peer];
        lastBonds[peer] = Math.max(lastBonds[peer], number);
        return isNew;
    }

    /** A number for a bond between this server, as a follower, and a leader. */
    long newBond() {
        return ++bonds;
    }

    /** This server's vote for itself, or for nobody if it may not lead. */
    Vote ownVote() {
        return mayLead() ? new Vote(epochs.current(), history.last(), config.self()) : Vote.NOBODY;
    }

    Notification notification(Vote vote, Role role) {
        return new Notification(round, vote, role, epochs.disk(), epochs.accepted());
    }

    void broadcast(Message m) {
        for (int peer = 1; peer < linked.length; peer++) {
            if (linked[peer]) {
                out.send(peer, m);
            }
        }
    }

    void ignored(Message m, String why) {
        ignored++;
    }
}
