package io.latchkey.zab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
        assertThat(quorum.isQuorum(m -> m.id() <= needed)).isTrue();
        assertThat(quorum.isQuorum(m -> m.id() < needed)).isFalse();
    }

    @Test
    void voters_are_known_by_id_and_by_disk() {
        assertThat(three.ids()).containsExactly(2, 7, 200);
        assertThat(three.isVoter(7)).isTrue();
        assertThat(three.isVoter(8)).isFalse();
        assertThat(three.isVoter(7, 0)).isTrue();
        assertThat(three.isVoter(7, 1)).as("another disk").isFalse();
        QuorumConfig watched = QuorumConfig.of(List.of(Member.voter(1, "a"), Member.observer(2, "b")));
        assertThat(watched.isVoter(2)).isFalse();
        assertThat(watched.member(2)).isEqualTo(Member.observer(2, "b"));
        assertThat(watched.member(3)).isNull();
    }

    @Test
    void weights_count_and_observers_do_not() {
        QuorumConfig weighted = QuorumConfig.of(List.of(
                Member.voter(1, ""),
                Member.voter(2, ""),
                new Member(3, Member.Kind.VOTER, 3, 0, ""),
                Member.observer(4, "")));
        assertThat(weighted.isQuorum(m -> m.id() == 3)).as("3 of 5").isTrue();
        assertThat(weighted.isQuorum(m -> m.id() != 3)).as("2 of 5").isFalse();
        assertThat(weighted.reachedByQuorum(m -> m.id() == 3 ? 5 : 9)).isEqualTo(5);
    }

    @Test
    void a_quorum_of_a_joint_configuration_is_one_of_each_side() {
        QuorumConfig joint = three.towards(List.of(Member.voter(1, ""), Member.voter(2, ""), Member.voter(3, "")));
        assertThat(joint.isJoint()).isTrue();
        assertThat(joint.isQuorum(m -> m.id() <= 2))
                .as("only one of the outgoing")
                .isFalse();
        assertThat(joint.isQuorum(m -> m.id() == 2 || m.id() >= 7))
                .as("only one of the new")
                .isFalse();
        assertThat(joint.isQuorum(m -> m.id() == 2 || m.id() == 3 || m.id() == 7))
                .isTrue();
        assertThat(joint.reachedByQuorum(m -> m.id())).isEqualTo(2);
        assertThat(joint.settled().isJoint()).isFalse();
        assertThat(joint.settled().ids()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> joint.towards(three.members()))
                .isInstanceOf(InvariantViolation.class)
                .hasMessage("one change of membership at a time");
    }

    @Test
    void ids_that_cannot_be_are_refused_with_the_reason() {
        assertThatThrownBy(QuorumConfig::majorityOf).hasMessage("an ensemble has at least one voter with a weight");
        assertThatThrownBy(() -> QuorumConfig.majorityOf(1, 0)).hasMessage("server id 0 is not within 1 to 254");
        assertThatThrownBy(() -> QuorumConfig.majorityOf(255)).hasMessage("server id 255 is not within 1 to 254");
        assertThatThrownBy(() -> QuorumConfig.majorityOf(3, 1, 3)).hasMessage("server id 3 is given twice");
    }

    @Test
    void what_a_quorum_has_reached_is_the_median() {
        assertThat(three.reachedByQuorum(m -> m.id() == 2 ? 5 : m.id() == 7 ? 9 : 1))
                .isEqualTo(5);
        assertThat(three.reachedByQuorum(m -> m.id() == 7 ? 9 : -1)).isEqualTo(-1);
    }

    @Test
    void acks_are_cumulative_and_each_voter_counts_once() {
        CommitTracker tracker = new CommitTracker(three);
        assertThat(tracker.point()).isNegative();
        assertThat(tracker.ack(2, 0, 5)).isFalse();
        assertThat(tracker.ack(2, 0, 7)).as("the same voter again").isFalse();
        assertThat(tracker.ack(200, 0, 6)).isTrue();
        assertThat(tracker.point()).isEqualTo(6);
        assertThat(tracker.ack(200, 0, 6)).isFalse();
        assertThat(tracker.ack(200, 0, 4)).as("a late one").isFalse();
        assertThat(tracker.acked(200)).isEqualTo(6);
        assertThat(tracker.ack(7, 0, 3)).as("below what is committed").isFalse();
        assertThat(tracker.ack(7, 0, 7)).isTrue();
        assertThat(tracker.point()).isEqualTo(7);
    }

    @Test
    void who_is_gone_counts_no_more_but_what_is_committed_stays_so() {
        CommitTracker tracker = new CommitTracker(three);
        tracker.ack(2, 0, 5);
        tracker.ack(7, 0, 5);
        tracker.forget(7);
        assertThat(tracker.point()).isEqualTo(5);
        assertThat(tracker.ack(2, 0, 9)).isFalse();
        assertThat(tracker.ack(200, 0, 8)).isTrue();
        assertThat(tracker.point()).isEqualTo(8);
    }

    @Test
    void an_ack_of_someone_without_a_vote_or_of_another_disk_does_not_count() {
        CommitTracker tracker = new CommitTracker(three);
        tracker.ack(2, 0, 5);
        assertThat(tracker.ack(3, 0, 5)).as("no member").isFalse();
        assertThat(tracker.ack(7, 1, 5)).as("another disk").isFalse();
        assertThat(tracker.acked(7)).isEqualTo(5);
        assertThat(tracker.ack(7, 0, 4))
                .as("the right disk: what the other had is forgotten")
                .isTrue();
        assertThat(tracker.point()).isEqualTo(4);
    }

    @Test
    void a_change_of_members_counts_from_then_on() {
        CommitTracker tracker = new CommitTracker(three);
        tracker.ack(2, 0, 5);
        tracker.ack(7, 0, 5);
        tracker.changeTo(three.towards(QuorumConfig.majorityOf(1, 2, 3).members()));
        assertThat(tracker.ack(2, 0, 6)).isFalse();
        assertThat(tracker.ack(7, 0, 6)).as("a quorum of the outgoing").isFalse();
        assertThat(tracker.ack(3, 0, 6)).as("and of the new").isTrue();
        assertThat(tracker.point()).isEqualTo(6);
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
        assertThatThrownBy(() -> ZabConfig.of(0, three)).hasMessageContaining("server id 0 is not within");
        assertThatThrownBy(() -> new ZabConfig(7, three, 0, 2, 2, 2, 0, 0, 1, 0))
                .hasMessage("electionQuietTicks is 0, but must be at least 1");
        assertThatThrownBy(() -> new ZabConfig(7, three, 1, 2, 2, 2, -1, 0, 1, 0))
                .hasMessageContaining("historyKeep is -1");
        assertThatThrownBy(() -> new ZabConfig(7, three, 1, 2, 2, 2, 0, 0, 0, 0))
                .hasMessageContaining("epochTxnsMax is 0");
        assertThatThrownBy(() -> new ZabConfig(7, three, 1, 2, 2, 2, 0, 0, Zxid.COUNTER_MAX + 1, 0))
                .hasMessageContaining("within 1 and 4294967295");
        assertThatThrownBy(() -> new ZabConfig(7, three, 1, 2, 2, 2, 0, 0, 256, Zxid.LATE_START))
                .hasMessage("epochTxnsMax is 256, but must be within 1 and 255");
        assertThatThrownBy(() -> new ZabConfig(7, three, 1, 2, 2, 2, 0, 0, 1, 7))
                .hasMessage("epochStart is 7, but must be 0 or 4294967040");
    }
}
