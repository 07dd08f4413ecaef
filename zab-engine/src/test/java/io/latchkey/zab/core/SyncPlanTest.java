package io.latchkey.zab.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncPlanTest {
    private static final History LEADER =
            history(zxid(1, 2), zxid(1, 2), zxid(1, 3), zxid(1, 4), zxid(3, 1), zxid(3, 2));

    @Test
    void a_shorter_history_of_the_same_epoch_is_kept_whole() {
        assertThat(plan(zxid(1, 2), zxid(1, 3))).isEqualTo(new SyncPlan.Truncate(zxid(1, 3)));
        assertThat(plan(zxid(1, 3), zxid(3, 1), zxid(1, 4))).isEqualTo(new SyncPlan.Truncate(zxid(3, 1)));
    }

    @Test
    void a_longer_one_of_the_same_epoch_loses_its_tail() {
        assertThat(plan(zxid(1, 3), zxid(3, 9), zxid(1, 4))).isEqualTo(new SyncPlan.Truncate(zxid(3, 2)));
    }

    @Test
    void one_of_an_epoch_that_the_leader_knows_nothing_of_is_kept_up_to_where_they_part() {
        assertThat(plan(zxid(1, 3), zxid(2, 7), zxid(1, 9))).isEqualTo(new SyncPlan.Truncate(zxid(1, 4)));
        assertThat(plan(zxid(1, 3), zxid(2, 7))).isEqualTo(new SyncPlan.Truncate(zxid(1, 3)));
    }

    @Test
    void what_is_committed_needs_no_search() {
        assertThat(plan(zxid(3, 1))).isEqualTo(new SyncPlan.Truncate(zxid(3, 1)));
        assertThat(plan(zxid(1, 2))).isEqualTo(new SyncPlan.Truncate(zxid(1, 2)));
    }

    @Test
    void below_the_floor_only_a_snapshot_helps() {
        assertThat(plan(zxid(1, 1))).isEqualTo(new SyncPlan.Snapshot());
        assertThat(plan(Zxid.NONE)).isEqualTo(new SyncPlan.Snapshot());
        // its tail is of an epoch that the leader's history begins after
        assertThat(plan(Zxid.NONE, zxid(1, 1))).isEqualTo(new SyncPlan.Snapshot());
    }

    @Test
    void a_tail_that_reaches_the_floor_saves_the_snapshot() {
        assertThat(plan(Zxid.NONE, zxid(1, 2))).isEqualTo(new SyncPlan.Truncate(zxid(1, 2)));
    }

    @Test
    void two_empty_histories_have_nothing_in_common_but_the_beginning() {
        History empty = history(Zxid.NONE, Zxid.NONE);
        assertThat(SyncPlan.of(List.of(), Zxid.NONE, empty, Long.MAX_VALUE))
                .isEqualTo(new SyncPlan.Truncate(Zxid.NONE));
        assertThat(SyncPlan.of(List.of(zxid(1, 1)), Zxid.NONE, empty, Long.MAX_VALUE))
                .isEqualTo(new SyncPlan.Truncate(Zxid.NONE));
    }

    @Test
    void much_that_is_missing_comes_as_a_snapshot_unless_the_learner_has_what_it_would_void() {
        History leader = new History(
                zxid(1, 0),
                List.of(tenBytes(1), tenBytes(2), tenBytes(3), tenBytes(4)),
                zxid(1, 0),
                new Configs(QuorumConfig.majorityOf(1), null));
        assertThat(SyncPlan.of(List.of(), zxid(1, 1), leader, 20)).isEqualTo(new SyncPlan.Truncate(zxid(1, 1)));
        leader.commitTo(zxid(1, 3), new Outbox(1));
        assertThat(SyncPlan.of(List.of(), zxid(1, 1), leader, 20)).isEqualTo(new SyncPlan.Truncate(zxid(1, 1)));
        assertThat(SyncPlan.of(List.of(), zxid(1, 1), leader, 19)).isEqualTo(new SyncPlan.Snapshot());
        assertThat(SyncPlan.of(List.of(zxid(1, 2)), zxid(1, 0), leader, 10))
                .isEqualTo(new SyncPlan.Truncate(zxid(1, 2)));
        // beyond what the leader knows to be committed: it may be one of few copies
        assertThat(SyncPlan.of(List.of(zxid(1, 4)), zxid(1, 0), leader, 0))
                .isEqualTo(new SyncPlan.Truncate(zxid(1, 4)));
    }

    private static Proposal tenBytes(long counter) {
        return new Proposal(zxid(1, counter), new byte[10]);
    }

    private static SyncPlan plan(long committed, Long... epochEnds) {
        return SyncPlan.of(List.of(epochEnds), committed, LEADER, Long.MAX_VALUE);
    }

    static History history(long floor, long snapshot, long... zxids) {
        return new History(
                floor,
                Arrays.stream(zxids).mapToObj(z -> new Proposal(z, new byte[0])).toList(),
                snapshot,
                new Configs(QuorumConfig.majorityOf(1), null));
    }

    private static long zxid(long epoch, long counter) {
        return Zxid.of(epoch, counter);
    }
}
