package io.latchkey.zab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who counts, and how far a quorum has got. */
class QuorumTest {
    private final QuorumConfig three = QuorumConfig.majorityOf(7, 2, 200);

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 2", "4, 3", "5, 3"})
    void a_quorum_is_more_than_half(int voters, int needed) {
        int[] ids = new int[voters];
        for (int i = 0; i < voters; i++) {
            ids[i] = i + 1;
        }
        QuorumConfig quorum = QuorumConfig.majorityOf(ids);
        assertThat(quorum.isQuorum(id -> id <= needed)).isTrue();
        assertThat(quorum.isQuorum(id -> id < needed)).isFalse();
    }

    @Test
    void voters_are_known_by_id_and_by_index() {
        assertThat(three.size()).isEqualTo(3);
        assertThat(three.voter(0)).isEqualTo(2);
        assertThat(three.indexOf(200)).isEqualTo(2);
        assertThat(three.isVoter(7)).isTrue();
        assertThat(three.isVoter(8)).isFalse();
        assertThat(three.indexOf(-1)).isEqualTo(-1);
        assertThat(three.indexOf(255)).isEqualTo(-1);
        assertThat(three).hasToString("majority of [2, 7, 200]");
    }

    @Test
    void ids_that_cannot_be_are_refused_with_the_reason() {
        assertThatThrownBy(QuorumConfig::majorityOf).hasMessage("an ensemble has at least one voter");
        assertThatThrownBy(() -> QuorumConfig.majorityOf(1, 0)).hasMessage("server id 0 is not within 1 to 254");
        assertThatThrownBy(() -> QuorumConfig.majorityOf(255)).hasMessage("server id 255 is not within 1 to 254");
        assertThatThrownBy(() -> QuorumConfig.majorityOf(3, 1, 3)).hasMessage("server id 3 is given twice");
    }

    @Test
    void what_a_quorum_has_reached_is_the_median() {
        assertThat(three.reachedByQuorum(new long[] {5, 9, 1})).isEqualTo(5);
        assertThat(three.reachedByQuorum(new long[] {-1, 9, -1})).isEqualTo(-1);
    }

    @Test
    void acks_are_cumulative_and_each_voter_counts_once() {
        CommitTracker tracker = new CommitTracker(three);
        assertThat(tracker.point()).isNegative();
        assertThat(tracker.ack(2, 5)).isFalse();
        assertThat(tracker.ack(2, 7)).as("the same voter again").isFalse();
        assertThat(tracker.ack(200, 6)).isTrue();
        assertThat(tracker.point()).isEqualTo(6);
        assertThat(tracker.ack(200, 6)).isFalse();
        assertThat(tracker.ack(200, 4)).as("a late one").isFalse();
        assertThat(tracker.acked(200)).isEqualTo(6);
        assertThat(tracker.ack(7, 3)).as("below what is committed").isFalse();
        assertThat(tracker.ack(7, 7)).isTrue();
        assertThat(tracker.point()).isEqualTo(7);
    }

    @Test
    void who_is_gone_counts_no_more_but_what_is_committed_stays_so() {
        CommitTracker tracker = new CommitTracker(three);
        tracker.ack(2, 5);
        tracker.ack(7, 5);
        tracker.forget(7);
        assertThat(tracker.point()).isEqualTo(5);
        assertThat(tracker.ack(2, 9)).isFalse();
        assertThat(tracker.ack(200, 8)).isTrue();
        assertThat(tracker.point()).isEqualTo(8);
    }

    @Test
    void an_ack_of_someone_without_a_vote_stops_the_leader() {
        CommitTracker tracker = new CommitTracker(three);
        assertThatThrownBy(() -> tracker.ack(3, 5))
                .isInstanceOf(InvariantViolation.class)
                .hasMessage("only voters count");
    }

    @Test
    void votes_are_ordered_by_epoch_then_zxid_then_id() {
        Vote vote = new Vote(2, 20, 2);
        assertThat(vote)
                .isLessThan(new Vote(3, 1, 1))
                .isLessThan(new Vote(2, 21, 1))
                .isLessThan(new Vote(2, 20, 3));
        assertThat(vote).isEqualByComparingTo(new Vote(2, 20, 2));
    }

    @Test
    void limits_that_make_no_sense_are_refused_with_the_reason() {
        assertThatThrownBy(() -> ZabConfig.of(9, three)).hasMessageContaining("server 9 is not a voter");
        assertThatThrownBy(() -> new ZabConfig(7, three, 0, 2, 2, 2, 0, 0, 1))
                .hasMessage("electionQuietTicks is 0, but must be at least 1");
        assertThatThrownBy(() -> new ZabConfig(7, three, 1, 2, 2, 2, -1, 0, 1))
                .hasMessageContaining("historyKeep is -1");
        assertThatThrownBy(() -> new ZabConfig(7, three, 1, 2, 2, 2, 0, 0, 0))
                .hasMessageContaining("epochTxnsMax is 0");
        assertThatThrownBy(() -> new ZabConfig(7, three, 1, 2, 2, 2, 0, 0, Zxid.COUNTER_MAX + 1))
                .hasMessageContaining("within 1 and 4294967295");
    }
}
