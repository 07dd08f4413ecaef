package io.latchkey.zab.core;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The leader's view of all servers, itself included, and what it may conclude from it. Only voters count, each by its
 * weight and for the disk that the configuration names; observers and strangers don't.
 */
final class Learners implements Iterable<Learner> {
    private final ZabConfig config;
    private final @Nullable Learner[] byId = new Learner[Member.ID_MAX + 1];
    private final List<Learner> inOrder = new ArrayList<>(); // of ids
    private QuorumConfig quorum;

    Learners(ZabConfig config, QuorumConfig quorum) {
        this.config = config;
        this.quorum = quorum;
        quorum.ids().forEach(this::of);
        of(config.self());
    }

    /** From now on this configuration says who counts. */
    void changeTo(QuorumConfig next) {
        quorum = next;
        quorum.ids().forEach(this::of);
        inOrder.forEach(l -> l.findStanding(next));
    }

    @Override
    public Iterator<Learner> iterator() {
        return inOrder.iterator();
    }

    /** The view of that server; a new one if it was never heard of. */
    Learner of(int id) {
        Learner known = byId[id];
        if (known != null) {
            return known;
        }
        Learner l = new Learner(id);
        byId[id] = l;
        int at = 0;
        while (at < inOrder.size() && inOrder.get(at).id() < id) {
            at++;
        }
        inOrder.add(at, l);
        return l;
    }

    private boolean isQuorum(Predicate<Learner> member) {
        return quorum.isQuorum(m -> of(m.id()).is(m) && member.test(of(m.id())));
    }

    boolean areBonded() {
        return isQuorum(Learner::isBonded);
    }

    /** Of all that are bonded, members or not: the next epoch is to be above every epoch that any of them promised. */
    long highestAcceptedEpoch() {
        long highest = 0;
        for (Learner l : inOrder) {
            if (l.isBonded()) {
                highest = Math.max(highest, l.acceptedEpoch());
            }
        }
        return highest;
    }

    /**
     * Whether a quorum has promised the leader's epoch, and so has the leader, on its own disk: it must not deliver,
     * and take a snapshot of, what belongs to an epoch that a crash would make it forget.
     */
    boolean havePromised() {
        return of(config.self()).hasPromised() && isQuorum(Learner::hasPromised);
    }

    /** Whether a quorum can still promise this leader's epoch; otherwise there is no use in waiting. */
    boolean maySupport(IntPredicate isLinked) {
        return quorum.isQuorum(m -> {
            Learner l = of(m.id());
            boolean right = l.is(m) || !l.isBonded();
            boolean reachable = m.id() == config.self() || isLinked.test(m.id());
            return right && (l.hasPromised() || (!l.hasRefused() && reachable));
        });
    }

    /** Whether the voters that are up to date are a quorum of {@code next}. */
    boolean canSettle(QuorumConfig next) {
        return next.isQuorum(m -> of(m.id()).is(m) && isCurrent(of(m.id())));
    }

    /** Whether that voter, with that disk, is up to date. */
    boolean isCurrent(Member m) {
        return of(m.id()).is(m) && isCurrent(of(m.id()));
    }

    private boolean isCurrent(Learner l) {
        return l.id() == config.self() || l.isUpToDate();
    }

    /**
     * Whether a quorum has been silent for too long, bonded or not: who has lost the leader for a moment finds it
     * again, and no new epoch is needed.
     */
    boolean areLost() {
        return !isQuorum(l -> l.id() == config.self() || !isSilent(l));
    }

    /** A bonded learner that is not up to date may be busy with a whole snapshot. */
    boolean isSilent(Learner l) {
        boolean synchronizing = l.isBonded() && !l.isUpToDate();
        return l.quietTicks() > (synchronizing ? config.initLimitTicks() : config.syncLimitTicks());
    }

    /** A quorum, the leader among them, has answered this round of questions or a later one. */
    long confirmedRound(long asked) {
        return quorum.reachedByQuorum(m -> {
            Learner l = of(m.id());
            if (!l.is(m)) {
                return 0;
            }
            return l.id() == config.self() ? asked : l.confirmedRound();
        });
    }

    /** The members, each voter with the disk that it has now, or had as far as the configuration knows. */
    List<Member> withPresentDisks(List<Member> members) {
        List<Member> present = new ArrayList<>();
        for (Member m : members) {
            present.add(m.isVoter() ? m.withDisk(presentDisk(m)) : m);
        }
        return present;
    }

    private long presentDisk(Member m) {
        Learner l = of(m.id());
        if (isCurrent(l)) {
            return l.disk();
        }
        Member known = quorum.member(m.id());
        return known == null ? m.disk() : known.disk();
    }
}
