package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.Abdicate;
import io.latchkey.zab.core.Message.Ack;
import io.latchkey.zab.core.Message.AckEpoch;
import io.latchkey.zab.core.Message.Commit;
import io.latchkey.zab.core.Message.FollowerInfo;
import io.latchkey.zab.core.Message.LeaderInfo;
import io.latchkey.zab.core.Message.NewLeader;
import io.latchkey.zab.core.Message.Notification;
import io.latchkey.zab.core.Message.Ping;
import io.latchkey.zab.core.Message.Propose;
import io.latchkey.zab.core.Message.Snap;
import io.latchkey.zab.core.Message.Trunc;
import io.latchkey.zab.core.Message.UpToDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Phases 1 to 3 as a follower lives them: one bond with one leader, from FOLLOWERINFO until one gives up the other. */
final class Follower extends State {
    private static final int REPEAT_TICKS = 2;
    private static final int NAMED_PATIENCE_TICKS = 10;

    private final int leader;
    private final long session;
    private Phase phase = Phase.DISCOVERY;
    private int ticks;
    private int quietTicks;
    private boolean synced; // NEWLEADER taken: from here on, proposals are acknowledged
    private final boolean named; // by the last leader: this one may not know yet that it leads

    Follower(Zab zab, int leader) {
        this(zab, leader, false);
    }

    private Follower(Zab zab, int leader, boolean named) {
        super(zab);
        this.leader = leader;
        this.named = named;
        session = zab.newBond();
    }

    /** Of a server that its predecessor has named. */
    static Follower ofSuccessor(Zab zab, int successor) {
        return new Follower(zab, successor, true);
    }

    @Override
    Role role() {
        return Role.FOLLOWING;
    }

    @Override
    Phase phase() {
        return phase;
    }

    @Override
    int leader() {
        return leader;
    }

    @Override
    void enter() {
        if (zab.isLinked(leader)) {
            askForEpoch();
        } else {
            zab.look();
        }
    }

    @Override
    void leave() {}

    @Override
    void onTick() {
        ticks++;
        if (++quietTicks > patienceTicks()) {
            zab.look();
        } else if (phase == Phase.DISCOVERY && ticks % REPEAT_TICKS == 0) {
            askForEpoch(); // it may not have known yet that it leads
        }
    }

    private int patienceTicks() {
        return switch (phase) {
            case ELECTION, DISCOVERY -> zab.config.discoveryLimitTicks();
            case SYNCHRONIZATION -> zab.config.initLimitTicks();
            case BROADCAST -> zab.config.syncLimitTicks();
        };
    }

    @Override
    void onLabelled() {
        zab.look(); // the bond is of the label that the disk had before
    }

    @Override
    void onLinkUp(int peer) {
        tellLeader(peer);
    }

    @Override
    void onLinkDown(int peer) {
        if (peer == leader) {
            zab.look();
        }
    }

    @Override
    boolean onPropose(byte[] txn, @Nullable QuorumConfig config) {
        return false;
    }

    @Override
    long nextZxid() {
        return Zxid.NONE;
    }

    @Override
    List<ZabStatus.LearnerStatus> learners() {
        return List.of();
    }

    @Override
    public void onNotification(int from, Notification n) {
        if (n.role() == Role.LOOKING) {
            tellLeader(from);
        }
        if (from != leader || (phase == Phase.DISCOVERY && n.role() == Role.LOOKING)) {
            return; // in discovery, it may not have counted the votes yet that made it leader
        }
        if (n.role() == Role.FOLLOWING && mayNotKnowYet()) {
            return;
        }
        if (n.role() != Role.LEADING) {
            zab.look();
        } else if (phase == Phase.DISCOVERY) {
            askForEpoch();
        }
    }

    private void tellLeader(int peer) {
        zab.out.send(peer, zab.notification(new Vote(zab.epochs.current(), Zxid.NONE, leader), Role.FOLLOWING));
    }

    @Override
    public void onFollowerInfo(int from, FollowerInfo m) {
        zab.out.send(from, new Abdicate(m.session())); // I lead nobody
    }

    @Override
    public void onAckEpoch(int from, AckEpoch m) {
        ignore(m, "meant for a role that I have left");
    }

    @Override
    public void onAck(int from, Ack m) {
        ignore(m, "meant for a role that I have left");
    }

    @Override
    public void onAbdicate(int from, Abdicate m) {
        boolean itLeadsNobody = m.successor() == Abdicate.NOBODY;
        if (isOfThisBond(from, m.session(), m) && !(itLeadsNobody && mayNotKnowYet())) {
            zab.succeed(m.successor());
        }
    }

    /** The message that makes the named one leader, and mine to it, go different ways: I ask again. */
    private boolean mayNotKnowYet() {
        return named && phase == Phase.DISCOVERY && ticks <= NAMED_PATIENCE_TICKS;
    }

    private boolean isOfThisBond(int from, long messageSession, Message m) {
        if (from == leader && messageSession == session) {
            quietTicks = 0;
            return true;
        }
        ignore(m, "of a bond that I have left");
        return false;
    }

    // Phase 1, discovery: promise the new epoch, and never again follow an older one.

    private void askForEpoch() {
        zab.out.send(leader, new FollowerInfo(session, zab.epochs.accepted(), zab.epochs.disk()));
    }

    @Override
    public void onLeaderInfo(int from, LeaderInfo m) {
        if (!isOfThisBond(from, m.session(), m)) {
            return;
        }
        Check.that(phase == Phase.DISCOVERY, "LEADERINFO comes once in a bond");
        if (m.newEpoch() < zab.epochs.accepted()) {
            zab.look();
            return;
        }
        boolean promised = m.newEpoch() > zab.epochs.accepted();
        if (promised) {
            zab.epochs.promise(m.newEpoch());
        }
        History history = zab.history;
        zab.out.sendAfter(
                zab.epochs.ticket(), // of an earlier bond's promise, if this is none: it may not be durable yet
                leader,
                new AckEpoch(session, zab.epochs.current(), history.epochEnds(), history.committed(), promised));
        enterPhase(Phase.SYNCHRONIZATION);
    }

    // Phase 2, synchronization: make the history the leader's, durably, before entering its epoch.

    @Override
    public void onTrunc(int from, Trunc m) {
        if (!isOfThisBond(from, m.session(), m)) {
            return;
        }
        Check.that(phase == Phase.SYNCHRONIZATION && !synced, "TRUNC begins the synchronization");
        if (m.keepTo() != zab.history.last()) {
            zab.history.truncateAfter(m.keepTo());
            zab.out.truncate(m.keepTo());
        }
    }

    @Override
    public void onSnap(int from, Snap m) {
        if (!isOfThisBond(from, m.session(), m)) {
            return;
        }
        Check.that(phase == Phase.SYNCHRONIZATION && !synced, "SNAP begins the synchronization");
        zab.history.reset(m.zxid(), m.config());
        zab.out.install(m.zxid(), m.image());
        zab.out.restore(m.zxid(), m.image());
    }

    @Override
    public void onNewLeader(int from, NewLeader m) {
        if (!isOfThisBond(from, m.session(), m)) {
            return;
        }
        Check.that(phase == Phase.SYNCHRONIZATION && !synced, "NEWLEADER ends the synchronization");
        synced = true;
        long ticket = zab.epochs.enter(m.epoch()); // a later ticket than that of the history synchronized
        long all = Math.max(zab.history.last(), Zxid.of(m.epoch(), 0));
        zab.out.sendAfter(ticket, leader, new Ack(session, all));
    }

    @Override
    public void onUpToDate(int from, UpToDate m) {
        if (!isOfThisBond(from, m.session(), m)) {
            return;
        }
        Check.that(phase == Phase.SYNCHRONIZATION && synced, "UPTODATE follows NEWLEADER");
        commitTo(m.committed()); // before anybody hears that this server serves
        enterPhase(Phase.BROADCAST);
    }

    // Phases 2 and 3.

    @Override
    public void onPropose(int from, Propose m) {
        if (!isOfThisBond(from, m.session(), m)) {
            return;
        }
        Check.that(phase != Phase.DISCOVERY, "proposals follow the promise");
        Proposal p = m.proposal();
        if (p.zxid() <= zab.history.last()) {
            ignore(m, "a duplicate");
            return;
        }
        zab.history.append(p);
        long ticket = zab.out.append(p);
        if (synced) {
            zab.out.sendAfter(ticket, leader, new Ack(session, p.zxid()));
        }
    }

    @Override
    public void onCommit(int from, Commit m) {
        if (!isOfThisBond(from, m.session(), m)) {
            return;
        }
        Check.that(phase == Phase.BROADCAST, "COMMIT follows UPTODATE");
        commitTo(m.zxid());
    }

    private void commitTo(long zxid) {
        Check.that(zxid <= zab.history.last(), "what is committed was proposed here before");
        zab.history.commitTo(zxid, zab.out);
    }

    @Override
    public void onPing(int from, Ping m) {
        if (phase == Phase.DISCOVERY) {
            // Each of two servers numbers its own bonds: this number may be that of the other's with me.
            ignore(m, "an answer to a question of mine, from when I led: no leader pings before LEADERINFO");
        } else if (isOfThisBond(from, m.session(), m)) {
            zab.out.send(leader, m);
        }
    }

    private void enterPhase(Phase next) {
        phase = next;
        zab.report();
    }
}
