package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.Abdicate;
import io.latchkey.zab.core.Message.Ack;
import io.latchkey.zab.core.Message.AckEpoch;
import io.latchkey.zab.core.Message.FollowerInfo;
import io.latchkey.zab.core.Message.LeaderInfo;
import io.latchkey.zab.core.Message.Notification;
import io.latchkey.zab.core.Message.Ping;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Phases 1 to 3 as the leader lives them. A late learner goes through 1 and 2 while the others broadcast. The leader
 * promises, synchronizes and acknowledges like everybody else, and its disk is waited for in the same way.
 */
final class Leader extends NotFollowing {
    private static final long UNKNOWN = -1;

    private final int self;
    private final Learners learners;
    private final CommitTracker tracker;
    private final int pingEveryTicks;
    private final long epochAbove;
    private long epoch = UNKNOWN;
    private Phase phase = Phase.DISCOVERY;
    private int ticks;
    private final Feed feed;
    private final Confirmation confirmation;
    private final MembershipChange change;
    private final Succession succession = new Succession();

    Leader(Zab zab) {
        this(zab, 0);
    }

    /** @param epochAbove an epoch that some server has promised: the new one is to be later */
    private Leader(Zab zab, long epochAbove) {
        super(zab);
        this.epochAbove = epochAbove;
        self = zab.config.self();
        tracker = new CommitTracker(zab.quorum());
        pingEveryTicks = Math.max(1, zab.config.syncLimitTicks() / 4);
        learners = new Learners(zab.config, zab.quorum());
        feed = new Feed(zab);
        confirmation = new Confirmation(zab, learners);
        change = new MembershipChange(zab, learners);
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
        onFollowerInfo(self, new FollowerInfo(Learner.OWN_SESSION, zab.epochs.accepted(), zab.epochs.disk()));
    }

    @Override
    void leave() {
        sayGoodbye(Abdicate.NOBODY);
    }

    private void sayGoodbye(int next) {
        for (Learner l : learners) {
            if (l.isBonded() && l.id() != self) {
                zab.out.send(l.id(), new Abdicate(l.session(), next));
            }
            l.unbond();
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
        if (isHopeless() || isUnsupported()) {
            zab.look();
        } else {
            succession.onTick(ticks);
            handOverIfDue();
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
            zab.out.send(l.id(), new Ping(l.session(), confirmation.round()));
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
        } else if (n.vote().currentEpoch() > zab.epochs.accepted()
                && zab.quorum().isVoter(from, n.disk())) {
            zab.look(); // the others have moved on without me
        }
    }

    private Notification notification() {
        return zab.notification(new Vote(zab.epochs.current(), Zxid.NONE, self), Role.LEADING);
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
        if (from != self && !zab.isNewBond(from, m.session())) {
            ignore(m, "it asked when I led before: what it answered then must not count now");
            return;
        }
        tracker.forget(from);
        l.bond(m, zab.quorum());
        if (epoch == UNKNOWN) {
            proposeEpoch();
        } else if (m.acceptedEpoch() > epoch) {
            onLaterPromise(l);
        } else {
            offerEpoch(l);
        }
    }

    /** It has promised a later epoch, and can never follow this one: a member gets one that it can follow. */
    private void onLaterPromise(Learner l) {
        long promised = l.acceptedEpoch();
        if (zab.quorum().member(l.id()) == null) {
            zab.out.send(l.id(), new Abdicate(l.session()));
            drop(l);
        } else if (phase == Phase.BROADCAST && learners.canSettle(zab.quorum())) {
            succession.above(promised, ticks + zab.config.syncLimitTicks());
            handOverIfDue();
        } else {
            zab.look();
        }
    }

    private void proposeEpoch() {
        if (!learners.areBonded()) {
            return;
        }
        epoch = Math.max(epochAbove, learners.highestAcceptedEpoch()) + 1;
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
        } else if (l.isVoter() && isNewerThanMine(m)) {
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
        synchronizeAll();
    }

    private void synchronizeAll() {
        for (Learner l : learners) {
            AckEpoch ack = l.epochAck();
            if (ack != null && !l.isForwarding() && !(l.id() == self && phase == Phase.BROADCAST)) {
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
        if (!l.isVoter() && phase != Phase.BROADCAST) {
            return; // it gets what is committed, and nothing is known to be yet
        }
        feed.begin(l, ack, epoch);
    }

    /** The last zxid of the history, at least that of an epoch without a proposal. */
    private long historyEnd() {
        return Math.max(zab.history.last(), Zxid.of(epoch, 0));
    }

    // Phase 3, broadcast.

    @Override
    long nextZxid() {
        boolean closing = succession.isUnderWay() || isExhausted();
        return phase == Phase.BROADCAST && !closing ? Math.max(zab.history.last(), epochStart()) + 1 : Zxid.NONE;
    }

    /** Before the epoch's first transaction. */
    private long epochStart() {
        return Zxid.of(epoch, zab.config.epochStart());
    }

    /** The epoch has all the transactions that it may have, at the latest when no zxid is left; a new epoch has room. */
    private boolean isExhausted() {
        return phase == Phase.BROADCAST && zab.history.last() >= epochStart() + zab.config.epochTxnsMax();
    }

    @Override
    boolean onPropose(byte[] txn, @Nullable QuorumConfig config) {
        long zxid = nextZxid();
        if (zxid == Zxid.NONE) {
            return false;
        }
        Proposal p = new Proposal(zxid, txn, config);
        if (config != null) {
            change.check(config);
        }
        zab.history.append(p);
        if (config != null) {
            tracker.changeTo(config);
            learners.changeTo(config);
        }
        long ticket = zab.out.append(p);
        zab.out.sendAfter(ticket, self, new Ack(Learner.OWN_SESSION, zxid));
        for (Learner l : learners) {
            feed.onProposed(l, p);
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
        boolean further = tracker.ack(from, l.disk(), m.zxid());
        if (phase == Phase.SYNCHRONIZATION) {
            establishIfSupported();
        } else if (further) {
            commit(tracker.point());
        }
        bringUpToDateIfReady(l);
        handOverIfDue();
    }

    private void commit(long zxid) {
        zab.history.commitTo(zxid, zab.out);
        for (Learner l : learners) {
            feed.onCommitted(l, zxid);
            bringUpToDateIfReady(l);
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
        synchronizeAll();
        learners.forEach(this::bringUpToDateIfReady);
    }

    private void bringUpToDateIfReady(Learner l) {
        if (phase == Phase.BROADCAST && l.id() != self) {
            feed.bringUpToDateIfReady(l, tracker.acked(l.id()) >= Zxid.of(epoch, 0));
        }
    }

    @Override
    public void onPing(int from, Ping m) {
        Learner l = bonded(from, m.session(), m);
        if (l != null) {
            confirmation.onAnswer(l, m);
        }
    }

    @Override
    long confirm() {
        return phase == Phase.BROADCAST ? confirmation.ask() : 0;
    }

    @Override
    @Nullable
    QuorumConfig nextConfig() {
        return nextZxid() == Zxid.NONE ? null : change.due();
    }

    @Override
    @Nullable
    QuorumConfig towards(List<Member> members) {
        return nextZxid() == Zxid.NONE ? null : change.towards(members);
    }

    // Hand-over: the end of this leader's epoch, and another one without an election.

    @Override
    boolean onTransfer(int to) {
        Learner l = to == Abdicate.NOBODY ? null : learners.of(to);
        if (phase != Phase.BROADCAST || l == null || !l.isVoter() || (to != self && !l.isUpToDate())) {
            return false;
        }
        succession.to(to, ticks + zab.config.syncLimitTicks());
        handOverIfDue();
        return true;
    }

    private void handOverIfDue() {
        if (phase != Phase.BROADCAST || zab.history.committed() != zab.history.last()) {
            return;
        }
        int successor = succession.successor();
        if (isExhausted() || succession.laterPromise() > 0) {
            yieldTo(self);
        } else if (successor != Abdicate.NOBODY && hasEverything(successor)) {
            yieldTo(successor);
        } else if (!zab.quorum().isJoint() && !learners.of(self).isVoter()) {
            yieldToBest();
        }
    }

    private boolean hasEverything(int server) {
        return tracker.acked(server) >= zab.history.last();
    }

    /** This leader is no member any more. */
    private void yieldToBest() {
        for (Learner l : learners) {
            if (l.isVoter() && l.isUpToDate() && hasEverything(l.id())) {
                yieldTo(l.id());
                return;
            }
        }
    }

    private void yieldTo(int next) {
        sayGoodbye(next);
        if (next == self) {
            zab.become(new Leader(zab, succession.laterPromise()));
        } else {
            zab.become(Follower.ofSuccessor(zab, next));
        }
    }

    @Override
    List<ZabStatus.LearnerStatus> learners() {
        List<ZabStatus.LearnerStatus> statuses = new ArrayList<>();
        for (Learner l : learners) {
            if (l.id() != self) {
                long acked = Math.max(Zxid.NONE, tracker.acked(l.id()));
                statuses.add(
                        new ZabStatus.LearnerStatus(l.id(), l.isVoter(), zab.isLinked(l.id()), l.isUpToDate(), acked));
            }
        }
        return statuses;
    }

    private void enterPhase(Phase next) {
        phase = next;
        zab.report();
    }

    @Override
    public void onAbdicate(int from, Abdicate m) {
        ignore(m, "I follow nobody");
    }
}
