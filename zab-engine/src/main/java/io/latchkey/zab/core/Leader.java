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
    private final long epochAbove;
    private long epoch = UNKNOWN;
    private Phase phase = Phase.DISCOVERY;
    private int ticks;
    private int successor = Abdicate.NOBODY;
    private int successorLimit;
    private long laterPromise; // of a member, seen while serving
    private long askedRound;
    private long confirmedRound;

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
            giveUpHandOverIfLate();
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
            zab.out.send(l.id(), new Ping(l.session(), askedRound));
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
            laterPromise = Math.max(laterPromise, promised); // the others go on until all is committed
            successorLimit = ticks + zab.config.syncLimitTicks();
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
        SyncPlan plan = SyncPlan.of(ack.epochEnds(), ack.committed(), zab.history, zab.config.diffBytesMax());
        long common;
        if (plan instanceof SyncPlan.Truncate truncate) {
            common = truncate.keepTo();
            zab.out.send(l.id(), new Trunc(l.session(), common));
        } else {
            common = zab.history.committed();
            zab.out.sendSnapshot(l.id(), l.session());
        }
        // Whoever asks for something before it has lost this leader, and again afterwards, must by then see what became
        // of
        // it: in its history, or, since a server without a vote has only what is committed there, committed.
        l.startForwarding(common, l.isVoter() ? Zxid.NONE : zab.history.last());
        feed(l);
        zab.out.send(l.id(), new NewLeader(l.session(), epoch));
    }

    /** Sends what it lacks: of the whole history if it has a vote, else of what is committed. */
    private void feed(Learner l) {
        long end = l.isVoter() ? zab.history.last() : zab.history.committed();
        if (end <= l.sent()) {
            return;
        }
        for (Proposal p : zab.history.between(l.sent(), end)) {
            zab.out.send(l.id(), new Propose(l.session(), p));
        }
        l.sent(end);
    }

    /** The last zxid of the history, at least that of an epoch without a proposal. */
    private long historyEnd() {
        return Math.max(zab.history.last(), Zxid.of(epoch, 0));
    }

    // Phase 3, broadcast.

    @Override
    long nextZxid() {
        boolean closing = successor != Abdicate.NOBODY || isExhausted() || laterPromise > epoch;
        return phase == Phase.BROADCAST && !closing ? historyEnd() + 1 : Zxid.NONE;
    }

    /** The epoch has all the transactions that it may have, at the latest when no zxid is left; a new epoch has room. */
    private boolean isExhausted() {
        return phase == Phase.BROADCAST && Zxid.counter(historyEnd()) >= zab.config.epochTxnsMax();
    }

    @Override
    boolean onPropose(byte[] txn, @Nullable QuorumConfig config) {
        long zxid = nextZxid();
        if (zxid == Zxid.NONE) {
            return false;
        }
        Proposal p = new Proposal(zxid, txn, config);
        if (config != null) {
            checkReachable(config);
        }
        zab.history.append(p);
        if (config != null) {
            tracker.changeTo(config);
            learners.changeTo(config);
        }
        long ticket = zab.out.append(p);
        zab.out.sendAfter(ticket, self, new Ack(Learner.OWN_SESSION, zxid));
        for (Learner l : learners) {
            if (l.isForwarding() && l.isVoter()) {
                send(l, p);
            }
        }
        return true;
    }

    /** A new voter may still lack more than the last one. */
    private void send(Learner l, Proposal p) {
        if (p.config() != null || l.sent() < p.zxid() - 1) {
            feed(l);
        } else {
            zab.out.send(l.id(), new Propose(l.session(), p));
            l.sent(p.zxid());
        }
    }

    private void checkReachable(QuorumConfig next) {
        QuorumConfig present = zab.quorum();
        Check.that(zab.isConfigCommitted(), "one change of membership at a time");
        boolean settles = present.isJoint() && next.equals(present.settled());
        boolean begins = !present.isJoint() && next.isJoint() && next.outgoing().equals(present.members());
        Check.that(settles || begins, "each quorum of a configuration meets each quorum of the next");
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
        if (phase == Phase.BROADCAST) {
            bringUpToDateIfReady(l);
        }
        handOverIfDue();
    }

    private void commit(long zxid) {
        zab.history.commitTo(zxid, zab.out);
        for (Learner l : learners) {
            if (l.isForwarding() && !l.isVoter()) {
                feed(l);
            }
            if (l.isUpToDate()) {
                zab.out.sendCommit(l.id(), new Commit(l.session(), zxid));
            } else if (phase == Phase.BROADCAST) {
                bringUpToDateIfReady(l);
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
        synchronizeAll();
        learners.forEach(this::bringUpToDateIfReady);
    }

    /** It serves once it has acknowledged the epoch's history, and knows enough of it to be committed. */
    private void bringUpToDateIfReady(Learner l) {
        boolean acked = l.isForwarding() && tracker.acked(l.id()) >= Zxid.of(epoch, 0);
        if (l.id() != self && acked && !l.isUpToDate() && zab.history.committed() >= l.upToDateAt()) {
            l.bringUpToDate();
            zab.out.send(l.id(), new UpToDate(l.session(), zab.history.committed()));
        }
    }

    @Override
    public void onPing(int from, Ping m) {
        Learner l = bonded(from, m.session(), m);
        if (l != null && l.isUpToDate()) {
            l.confirm(m.round());
            reportConfirmed();
        }
    }

    // Does a quorum still follow? Whoever has answered had promised no later epoch until then.

    @Override
    long confirm() {
        if (phase != Phase.BROADCAST) {
            return 0;
        }
        askedRound++;
        for (Learner l : learners) {
            if (l.isUpToDate() && l.isVoter()) {
                zab.out.send(l.id(), new Ping(l.session(), askedRound));
            }
        }
        reportConfirmed();
        return askedRound;
    }

    private void reportConfirmed() {
        long round = learners.confirmedRound(askedRound);
        if (round > confirmedRound) {
            confirmedRound = round;
            zab.out.confirmed(round);
        }
    }

    // Change of membership, see QuorumConfig.

    @Override
    @Nullable
    QuorumConfig nextConfig() {
        if (nextZxid() == Zxid.NONE || !zab.isConfigCommitted()) {
            return null;
        }
        QuorumConfig present = zab.quorum();
        if (present.isJoint()) {
            return present.settled();
        }
        List<Member> members = learners.withPresentDisks(present.members());
        return members.equals(present.members()) ? null : towards(members);
    }

    @Override
    @Nullable
    QuorumConfig towards(List<Member> members) {
        QuorumConfig present = zab.quorum();
        if (nextZxid() == Zxid.NONE || present.isJoint() || !zab.isConfigCommitted()) {
            return null;
        }
        QuorumConfig next = present.towards(learners.withPresentDisks(members));
        for (Member m : next.members()) {
            if (m.isVoter() && !present.isVoter(m.id(), m.disk()) && !learners.isCurrent(m)) {
                return null;
            }
        }
        return learners.canSettle(next) ? next : null;
    }

    // Hand-over: the end of this leader's epoch, and another one without an election.

    @Override
    boolean onTransfer(int to) {
        Learner l = learners.of(to);
        if (phase != Phase.BROADCAST || !l.isVoter() || (to != self && !l.isUpToDate())) {
            return false;
        }
        successor = to;
        successorLimit = ticks + zab.config.syncLimitTicks();
        handOverIfDue();
        return true;
    }

    private void giveUpHandOverIfLate() {
        if (ticks > successorLimit) {
            successor = Abdicate.NOBODY; // it can't keep up: this server goes on
            laterPromise = 0; // whoever made it asks again
        }
    }

    private void handOverIfDue() {
        if (phase != Phase.BROADCAST || zab.history.committed() != zab.history.last()) {
            return;
        }
        if (isExhausted() || laterPromise > epoch) {
            yieldTo(self);
        } else if (successor == self || (successor != Abdicate.NOBODY && hasEverything(successor))) {
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
            zab.become(new Leader(zab, laterPromise));
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
