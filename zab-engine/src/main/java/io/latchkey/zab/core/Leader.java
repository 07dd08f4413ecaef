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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Phases 1 to 3 as the leader lives them. A late learner goes through 1 and 2 while the others broadcast. The leader
 * promises, synchronizes and acknowledges like everybody else, and its disk is waited for in the same way.
 */
final class Leader extends State {
    private static final long UNKNOWN = -1;

    private final int self;
    private final Learners learners;
    private final CommitTracker tracker;
    private final int pingEveryTicks;
    private long epoch = UNKNOWN;
    private Phase phase = Phase.DISCOVERY;
    private int ticks;

    Leader(Zab zab) {
        super(zab);
        self = zab.config.self();
        tracker = new CommitTracker(zab.config.quorum());
        pingEveryTicks = Math.max(1, zab.config.syncLimitTicks() / 4);
        learners = new Learners(zab.config);
    }

    @Override
    Role role() {
        return Role.LEADING;
    }

    @Override
    Phase phase() {
        return phase;
    }

    @Override
    int leader() {
        return self;
    }

    @Override
    void enter() {
        zab.broadcast(notification());
        onFollowerInfo(self, new FollowerInfo(Learner.OWN_SESSION, zab.epochs.accepted()));
    }

    @Override
    void leave() {
        for (Learner l : learners) {
            if (l.isBonded() && l.id() != self) {
                zab.out.send(l.id(), new Abdicate(l.session()));
            }
        }
    }

    @Override
    void onTick() {
        ticks++;
        for (Learner l : learners) {
            if (l.id() != self) {
                tick(l);
            }
        }
        boolean spent = isExhausted() && zab.history.committed() == zab.history.last();
        if (spent || isHopeless() || isUnsupported()) {
            zab.look();
        }
    }

    private void tick(Learner l) {
        l.quietTick();
        if (!l.isBonded()) {
            return;
        }
        if (learners.isSilent(l)) {
            zab.out.send(l.id(), new Abdicate(l.session()));
            drop(l);
        } else if (ticks % pingEveryTicks == 0 && l.hasAckedEpoch()) {
            zab.out.send(l.id(), new Ping(l.session()));
        }
    }

    private boolean isHopeless() {
        return switch (phase) {
            case ELECTION, DISCOVERY -> ticks > zab.config.discoveryLimitTicks();
            case SYNCHRONIZATION -> ticks > zab.config.initLimitTicks() || learners.areLost();
            case BROADCAST -> learners.areLost();
        };
    }

    @Override
    void onLinkUp(int peer) {
        zab.out.send(peer, notification());
    }

    @Override
    void onLinkDown(int peer) {
        drop(learners.of(peer));
        lookIfUnsupported();
    }

    private void drop(Learner l) {
        l.unbond();
        tracker.forget(l.id());
    }

    @Override
    public void onNotification(int from, Notification n) {
        if (n.role() == Role.LOOKING) {
            zab.out.send(from, notification());
        } else if (n.vote().currentEpoch() > zab.epochs.accepted()) {
            zab.look(); // the others have moved on without me
        }
    }

    private Notification notification() {
        return new Notification(zab.round(), new Vote(zab.epochs.current(), Zxid.NONE, self), Role.LEADING);
    }

    /** The learner that a message is from, or null if the message is of a bond that is no more. */
    private @Nullable Learner bonded(int from, long session, Message m) {
        Learner l = learners.of(from);
        if (!l.isBonded(session)) {
            ignore(m, "of a bond that is no more");
            return null;
        }
        l.heard();
        return l;
    }

    // Phase 1, discovery: a new epoch above every epoch that a quorum has promised.

    @Override
    public void onFollowerInfo(int from, FollowerInfo m) {
        Learner l = learners.of(from);
        if (l.isBonded(m.session())) {
            l.heard();
            return; // it asked again before it had the answer
        }
        tracker.forget(from);
        l.bond(m.session(), m.acceptedEpoch());
        if (epoch == UNKNOWN) {
            proposeEpoch();
        } else if (m.acceptedEpoch() > epoch) {
            zab.look(); // it has promised a later epoch, and can never follow this one
        } else {
            offerEpoch(l);
        }
    }

    private void proposeEpoch() {
        if (!learners.areBonded()) {
            return;
        }
        epoch = learners.highestAcceptedEpoch() + 1;
        for (Learner l : learners) {
            if (l.isBonded()) {
                offerEpoch(l);
            }
        }
    }

    private void offerEpoch(Learner l) {
        if (l.id() != self) {
            zab.out.send(l.id(), new LeaderInfo(l.session(), epoch));
            return;
        }
        long ticket = zab.epochs.promise(epoch);
        History history = zab.history;
        AckEpoch own = new AckEpoch(l.session(), zab.epochs.current(), history.epochEnds(), history.committed(), true);
        zab.out.sendAfter(ticket, self, own);
    }

    @Override
    public void onAckEpoch(int from, AckEpoch m) {
        Learner l = bonded(from, m.session(), m);
        if (l == null) {
            return;
        }
        Check.that(!l.hasAckedEpoch(), "ACKEPOCH comes once in a bond");
        l.ackEpoch(m);
        if (phase != Phase.DISCOVERY) {
            synchronize(l, m);
        } else if (isNewerThanMine(m)) {
            zab.look(); // whoever leads must have the most recent history of a quorum
        } else if (learners.havePromised()) {
            startSynchronization();
        } else {
            lookIfUnsupported();
        }
    }

    private boolean isNewerThanMine(AckEpoch m) {
        long current = zab.epochs.current();
        return m.currentEpoch() > current || (m.currentEpoch() == current && m.lastZxid() > zab.history.last());
    }

    private void lookIfUnsupported() {
        if (isUnsupported()) {
            zab.look();
        }
    }

    private boolean isUnsupported() {
        return phase == Phase.DISCOVERY && epoch != UNKNOWN && !learners.maySupport(zab::isLinked);
    }

    // Phase 2, synchronization: give a learner my history, then the epoch that goes with it.

    private void startSynchronization() {
        enterPhase(Phase.SYNCHRONIZATION);
        for (Learner l : learners) {
            AckEpoch ack = l.epochAck();
            if (ack != null) {
                synchronize(l, ack);
            }
        }
    }

    private void synchronize(Learner l, AckEpoch ack) {
        if (l.id() == self) {
            long ticket = zab.epochs.enter(epoch); // a later ticket than that of the history
            zab.out.sendAfter(ticket, self, new Ack(l.session(), historyEnd()));
            return;
        }
        SyncPlan plan = SyncPlan.of(ack.epochEnds(), ack.committed(), zab.history, zab.config.diffBytesMax());
        long common;
        if (plan instanceof SyncPlan.Truncate truncate) {
            common = truncate.keepTo();
            zab.out.send(l.id(), new Trunc(l.session(), common));
        } else {
            common = zab.history.committed();
            zab.out.sendSnapshot(l.id(), l.session());
        }
        for (Proposal p : zab.history.after(common)) {
            zab.out.send(l.id(), new Propose(l.session(), p));
        }
        zab.out.send(l.id(), new NewLeader(l.session(), epoch));
        l.startForwarding();
    }

    /** The last zxid of the history, at least that of an epoch without a proposal. */
    private long historyEnd() {
        return Math.max(zab.history.last(), Zxid.of(epoch, 0));
    }

    // Phase 3, broadcast.

    @Override
    long nextZxid() {
        return phase == Phase.BROADCAST && !isExhausted() ? historyEnd() + 1 : Zxid.NONE;
    }

    /** The epoch has all the transactions that it may have, at the latest when no zxid is left; a new epoch has room. */
    private boolean isExhausted() {
        return phase == Phase.BROADCAST && Zxid.counter(historyEnd()) >= zab.config.epochTxnsMax();
    }

    @Override
    boolean onPropose(byte[] txn) {
        long zxid = nextZxid();
        if (zxid == Zxid.NONE) {
            return false;
        }
        Proposal p = new Proposal(zxid, txn);
        zab.history.append(p);
        long ticket = zab.out.append(p);
        zab.out.sendAfter(ticket, self, new Ack(Learner.OWN_SESSION, zxid));
        for (Learner l : learners) {
            if (l.isForwarding()) {
                zab.out.send(l.id(), new Propose(l.session(), p));
            }
        }
        return true;
    }

    @Override
    public void onAck(int from, Ack m) {
        Learner l = bonded(from, m.session(), m);
        if (l == null) {
            return;
        }
        Check.that(m.zxid() >= Zxid.of(epoch, 0), "acks begin with that of NEWLEADER");
        Check.that(m.zxid() <= historyEnd(), "an ack names a proposal of this history");
        boolean further = tracker.ack(from, m.zxid());
        if (phase == Phase.SYNCHRONIZATION) {
            establishIfSupported();
        } else if (further) {
            commit(tracker.point());
        }
        if (phase == Phase.BROADCAST && !l.isUpToDate() && from != self) {
            bringUpToDate(l);
        }
    }

    private void commit(long zxid) {
        zab.history.commitTo(zxid, zab.out);
        for (Learner l : learners) {
            if (l.isUpToDate()) {
                zab.out.sendCommit(l.id(), new Commit(l.session(), zxid));
            }
        }
    }

    /** The epoch begins once a quorum, this leader among them, has its history durably. */
    private void establishIfSupported() {
        long start = Zxid.of(epoch, 0);
        if (tracker.point() < start || tracker.acked(self) < start) {
            return;
        }
        zab.history.commitTo(tracker.point(), zab.out);
        Check.that(zab.history.committed() == zab.history.last(), "an epoch starts with all of its history committed");
        enterPhase(Phase.BROADCAST);
        for (Learner l : learners) {
            if (l.id() != self && tracker.acked(l.id()) >= start) {
                bringUpToDate(l);
            }
        }
    }

    private void bringUpToDate(Learner l) {
        l.bringUpToDate();
        zab.out.send(l.id(), new UpToDate(l.session(), zab.history.committed()));
    }

    @Override
    public void onPing(int from, Ping m) {
        bonded(from, m.session(), m);
    }

    @Override
    List<ZabStatus.LearnerStatus> learners() {
        List<ZabStatus.LearnerStatus> statuses = new ArrayList<>();
        for (Learner l : learners) {
            if (l.id() != self) {
                long acked = Math.max(Zxid.NONE, tracker.acked(l.id()));
                statuses.add(new ZabStatus.LearnerStatus(l.id(), zab.isLinked(l.id()), l.isUpToDate(), acked));
            }
        }
        return statuses;
    }

    private void enterPhase(Phase next) {
        phase = next;
        zab.report();
    }

    // Said by leaders only.

    @Override
    public void onLeaderInfo(int from, LeaderInfo m) {
        ignore(m, "of a bond that I have left");
    }

    @Override
    public void onTrunc(int from, Trunc m) {
        ignore(m, "of a bond that I have left");
    }

    @Override
    public void onSnap(int from, Snap m) {
        ignore(m, "of a bond that I have left");
    }

    @Override
    public void onNewLeader(int from, NewLeader m) {
        ignore(m, "of a bond that I have left");
    }

    @Override
    public void onUpToDate(int from, UpToDate m) {
        ignore(m, "of a bond that I have left");
    }

    @Override
    public void onPropose(int from, Propose m) {
        ignore(m, "of a bond that I have left");
    }

    @Override
    public void onCommit(int from, Commit m) {
        ignore(m, "of a bond that I have left");
    }

    @Override
    public void onAbdicate(int from, Abdicate m) {
        ignore(m, "I follow nobody");
    }
}
