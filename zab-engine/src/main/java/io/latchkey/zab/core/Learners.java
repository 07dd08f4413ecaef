package io.latchkey.zab.core;

import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** The leader's view of all voters, itself included, and what it may conclude from it. */
final class Learners implements Iterable<Learner> {
    private final ZabConfig config;
    private final List<Learner> byIndex;

    Learners(ZabConfig config) {
        this.config = config;
        QuorumConfig voters = config.quorum();
        byIndex = Stream.iterate(0, i -> i < voters.size(), i -> i + 1)
                .map(i -> new Learner(voters.voter(i)))
                .toList();
    }

    @Override
    public Iterator<Learner> iterator() {
        return byIndex.iterator();
    }

    Learner of(int id) {
        return byIndex.get(config.quorum().indexOf(id));
    }

    private boolean isQuorum(IntPredicate member) {
        return config.quorum().isQuorum(member);
    }

    boolean areBonded() {
        return isQuorum(id -> of(id).isBonded());
    }

    long highestAcceptedEpoch() {
        long highest = 0;
        for (Learner l : byIndex) {
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
        return of(config.self()).hasPromised() && isQuorum(id -> of(id).hasPromised());
    }

    /** Whether a quorum can still promise this leader's epoch; otherwise there is no use in waiting. */
    boolean maySupport(IntPredicate isLinked) {
        return isQuorum(id -> {
            Learner l = of(id);
            return l.hasPromised() || (!l.hasRefused() && (id == config.self() || isLinked.test(id)));
        });
    }

    /**
     * Whether a quorum has been silent for too long, bonded or not: who has lost the leader for a moment finds it
     * again, and no new epoch is needed.
     */
    boolean areLost() {
        return !isQuorum(id -> id == config.self() || !isSilent(of(id)));
    }

    /** A bonded learner that is not up to date may be busy with a whole snapshot. */
    boolean isSilent(Learner l) {
        boolean synchronizing = l.isBonded() && !l.isUpToDate();
        return l.quietTicks() > (synchronizing ? config.initLimitTicks() : config.syncLimitTicks());
    }
}
