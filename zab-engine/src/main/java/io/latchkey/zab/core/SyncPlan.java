package io.latchkey.zab.core;

import java.util.List;

/** How to bring one learner's history to the leader's: a pure function of both. */
sealed interface SyncPlan {
    /** Drop what follows {@code keepTo}, if anything does, then take the proposals after it: TRUNC and DIFF. */
    record Truncate(long keepTo) implements SyncPlan {}

    /** What the learner lacks is no longer in the leader's history, or too much to send one by one: SNAP. */
    record Snapshot() implements SyncPlan {}

    /**
     * Keeps exactly what the histories have in common. Within one epoch they differ only in length, and who has a
     * proposal of an epoch has all that the epoch started from; so they part in the highest epoch that both have.
     *
     * <p>To drop more and send it again would be simpler and wrong: the learner may be one of those few that hold a
     * committed proposal durably, and it may crash halfway.
     *
     * <p>A snapshot is of what the leader knows to be committed. It takes the place of a long DIFF only if the learner
     * has nothing beyond that, for the same reason.
     *
     * @param epochEnds the last zxid of each epoch of the learner's above {@code committed}, falling
     * @param diffBytesMax {@link ZabConfig#diffBytesMax}
     */
    static SyncPlan of(List<Long> epochEnds, long committed, History leader, long diffBytesMax) {
        long common = common(epochEnds, committed, leader);
        boolean snapshot = common < leader.floor() || leader.committedExceeds(diffBytesMax, common);
        return snapshot ? new Snapshot() : new Truncate(common);
    }

    private static long common(List<Long> epochEnds, long committed, History leader) {
        for (long end : epochEnds) {
            long common = leader.floorOf(end);
            if (common > Zxid.NONE && Zxid.epoch(common) == Zxid.epoch(end)) {
                return common;
            }
        }
        return committed;
    }
}
