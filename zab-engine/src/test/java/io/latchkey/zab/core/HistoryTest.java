package io.latchkey.zab.core;

import static io.latchkey.zab.core.SyncPlanTest.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final Outbox out = new Outbox(1);
    private final History history = history(0, 0, zxid(1, 1), zxid(1, 2), zxid(2, 1), zxid(2, 2), zxid(4, 1));

    @Test
    void commits_deliver_each_proposal_once_and_in_order() {
        history.commitTo(zxid(1, 2), out);
        history.commitTo(zxid(1, 2), out);
        history.commitTo(zxid(2, 1), out);
        assertThat(out.pending())
                .extracting(output -> ((Output.Deliver) output).committed().zxid())
                .containsExactly(zxid(1, 1), zxid(1, 2), zxid(2, 1));
        assertThat(history.committed()).isEqualTo(zxid(2, 1));
        assertThat(history.committedProposals()).hasSize(3);
    }

    @Test
    void an_epoch_of_no_proposals_commits_all_before_it() {
        history.commitTo(zxid(9, 0), out);
        assertThat(history.committed()).isEqualTo(history.last()).isEqualTo(zxid(4, 1));
    }

    @Test
    void the_ends_of_the_epochs_above_the_committed_fall() {
        assertThat(history.epochEnds()).containsExactly(zxid(4, 1), zxid(2, 2), zxid(1, 2));
        history.commitTo(zxid(2, 1), out);
        assertThat(history.epochEnds()).containsExactly(zxid(4, 1), zxid(2, 2));
        history.commitTo(zxid(4, 1), out);
        assertThat(history.epochEnds()).isEmpty();
    }

    @Test
    void truncation_keeps_what_is_committed() {
        history.commitTo(zxid(1, 2), out);
        history.truncateAfter(zxid(2, 1));
        assertThat(history.last()).isEqualTo(zxid(2, 1));
        stops("a committed proposal is never truncated", () -> history.truncateAfter(zxid(1, 1)));
        stops("TRUNC names a zxid of this history", () -> history.truncateAfter(zxid(2, 9)));
    }

    @Test
    void no_more_is_kept_below_a_snapshot_than_its_bytes_allow() {
        History tens = new History(
                zxid(1, 0),
                List.of(
                        new Proposal(zxid(1, 1), new byte[10]),
                        new Proposal(zxid(1, 2), new byte[10]),
                        new Proposal(zxid(1, 3), new byte[10])),
                zxid(1, 0),
                new Configs(QuorumConfig.majorityOf(1), null));
        tens.commitTo(zxid(1, 3), out);
        tens.compact(zxid(1, 2), 5, 19);
        assertThat(tens.floor()).isEqualTo(zxid(1, 1));
        tens.compact(zxid(1, 3), 5, 9);
        assertThat(tens.floor()).isEqualTo(zxid(1, 3));
        assertThat(tens.size()).isZero();
    }

    @Test
    void a_snapshot_drops_what_it_covers_but_for_what_is_kept() {
        history.commitTo(zxid(2, 2), out);
        history.compact(zxid(2, 1), 1, Long.MAX_VALUE);
        assertThat(history.floor()).isEqualTo(zxid(1, 2));
        assertThat(history.committed()).isEqualTo(zxid(2, 2));
        assertThat(history.after(zxid(2, 1))).hasSize(2);
        assertThat(history.floorOf(zxid(1, 1))).isNegative();
        assertThat(history.floorOf(zxid(1, 9))).isEqualTo(zxid(1, 2));
        history.compact(zxid(1, 1), 0, Long.MAX_VALUE);
        assertThat(history.floor()).as("one below the floor says nothing").isEqualTo(zxid(1, 2));
        stops("a snapshot covers committed proposals only", () -> history.compact(zxid(4, 1), 0, Long.MAX_VALUE));
        stops("only what follows the floor is here", () -> history.after(zxid(1, 1)));
    }

    @Test
    void a_whole_tree_takes_the_place_of_the_history() {
        history.commitTo(zxid(2, 1), out);
        stops("a snapshot never goes back in time", () -> history.reset(zxid(1, 2), null));
        history.reset(zxid(3, 7), null);
        assertThat(history.floor()).isEqualTo(zxid(3, 7));
        assertThat(history.last()).isEqualTo(history.committed()).isEqualTo(zxid(3, 7));
        assertThat(history.size()).isZero();
    }

    @Test
    void a_snapshot_may_outlive_the_end_of_the_log_that_it_covers() {
        History recovered = history(0, zxid(1, 9), zxid(1, 1), zxid(1, 2));
        assertThat(recovered.floor()).isEqualTo(zxid(1, 9));
        assertThat(recovered.size()).isZero();
    }

    @Test
    void nothing_follows_with_a_gap_and_no_counter_is_zero() {
        stops("a history has no gap", () -> history.append(new Proposal(zxid(4, 3), new byte[0])));
        stops("a history has no gap", () -> history.append(new Proposal(zxid(5, 2), new byte[0])));
        stops("a history has no gap", () -> history.append(new Proposal(zxid(4, 1), new byte[0])));
        stops("a history has no gap", () -> history.append(new Proposal(zxid(3, 1), new byte[0])));
        History full = history(zxid(1, Zxid.COUNTER_MAX), zxid(1, Zxid.COUNTER_MAX));
        stops("a history has no gap", () -> full.append(new Proposal(zxid(2, 0), new byte[0])));
    }

    @Test
    void an_epoch_begins_with_its_first_counter_or_shortly_before_its_last() {
        History late = history(0, 0, zxid(1, 1), zxid(2, Zxid.LATE_START + 1), zxid(2, Zxid.LATE_START + 2));
        late.append(new Proposal(zxid(4, 1), new byte[0]));
        late.append(new Proposal(zxid(5, Zxid.LATE_START + 1), new byte[0]));
        assertThat(late.epochEnds())
                .containsExactly(zxid(5, 0xffff_ff01L), zxid(4, 1), zxid(2, 0xffff_ff02L), zxid(1, 1));
        assertThat(late.floorOf(zxid(2, Zxid.COUNTER_MAX))).isEqualTo(zxid(2, Zxid.LATE_START + 2));
        stops("a history has no gap", () -> late.append(new Proposal(zxid(6, Zxid.LATE_START), new byte[0])));
        stops("a history has no gap", () -> late.append(new Proposal(zxid(6, Zxid.LATE_START + 2), new byte[0])));
        stops("a history has no gap", () -> late.append(new Proposal(zxid(5, Zxid.LATE_START + 1), new byte[0])));
    }

    private static void stops(String invariant, ThrowingCallable step) {
        assertThatThrownBy(step).isInstanceOf(InvariantViolation.class).hasMessage(invariant);
    }

    private static long zxid(long epoch, long counter) {
        return Zxid.of(epoch, counter);
    }
}
