package io.latchkey.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each checker of order is shown what it is there to find. */
class DeliveriesTest {
    private static final int A = 0;
    private static final int B = 1;

    private final Verdict verdict = new Verdict(new SimClock());
    private final Deliveries deliveries = new Deliveries(verdict, 2, 0);
    private final Terms terms = new Terms(verdict, deliveries);
    private final Set<Long> proposed = new HashSet<>();

    @Test
    void what_all_deliver_alike_is_right() {
        deliver(A, zxid(1, 1), zxid(1, 2), zxid(3, 1));
        deliver(B, zxid(1, 1), zxid(1, 2));
        assertThat(deliveries.position(B)).isLessThan(deliveries.size());
        deliver(B, zxid(3, 1));
        assertThat(deliveries.position(B)).isEqualTo(deliveries.size());
    }

    @Test
    void integrity_is_that_only_what_was_proposed_is_delivered_and_once() {
        deliver(A, zxid(1, 1), zxid(1, 2));
        finds("Integrity", () -> deliver(A, zxid(1, 1)));
        deliver(B, zxid(1, 1));
        finds("Integrity", () -> deliver(B, zxid(1, 1)));
        finds("Integrity", () -> deliveries.onDeliver(A, new Proposal(zxid(7, 1), new byte[0])));
        finds("Integrity", () -> deliveries.onRestore(B, zxid(7, 1), 0));
        finds("Integrity", () -> deliveries.onRecover(B, zxid(7, 1), 0));
    }

    @Test
    void integrity_is_that_the_bytes_are_those_proposed() {
        deliveries.onProposed(new Proposal(zxid(1, 1), new byte[] {1}));
        finds("Integrity", () -> deliveries.onDeliver(A, new Proposal(zxid(1, 1), new byte[] {2})));
    }

    @Test
    void total_order_is_that_nobody_leaves_one_out() {
        deliver(A, zxid(1, 1), zxid(1, 2), zxid(1, 3));
        deliver(B, zxid(1, 1));
        finds("TotalOrder", () -> deliver(B, zxid(1, 3)));
    }

    @Test
    void agreement_is_that_no_two_deliver_what_the_other_never_will() {
        deliver(A, zxid(1, 1), zxid(1, 2));
        deliver(B, zxid(1, 1));
        finds("Agreement", () -> deliver(B, zxid(2, 1)));
    }

    @Test
    void local_primary_order_is_that_an_epochs_transactions_come_one_after_the_other() {
        deliver(A, zxid(1, 1));
        finds("LocalPrimaryOrder", () -> deliver(A, zxid(1, 3)));
        finds("LocalPrimaryOrder", () -> deliver(B, zxid(1, 1), zxid(2, 2)));
    }

    @Test
    void global_primary_order_is_that_epochs_come_one_after_the_other() {
        deliver(A, zxid(2, 1));
        finds("GlobalPrimaryOrder", () -> deliver(A, zxid(1, 1)));
    }

    @Test
    void prefix_consistency_is_that_what_is_held_as_committed_was_delivered_there() {
        deliver(A, zxid(1, 1), zxid(1, 2));
        deliveries.checkPrefix(A, List.of(proposal(zxid(1, 1)), proposal(zxid(1, 2))));
        deliveries.checkPrefix(A, List.of(proposal(zxid(1, 2))));
        finds("PrefixConsistency", () -> deliveries.checkPrefix(A, List.of(proposal(zxid(1, 1)))));
        finds("PrefixConsistency", () -> deliveries.checkPrefix(B, List.of(proposal(zxid(1, 1)))));
    }

    @Test
    void trees_are_equal_however_they_came_about() {
        deliver(A, zxid(1, 1), zxid(1, 2));
        propose(zxid(1, 1));
        deliveries.onDeliver(B, proposal(zxid(1, 1)));
        finds("TreesEqual", () -> deliveries.onApplied(B, 99));
        finds("TreesEqual", () -> deliveries.onRestore(B, zxid(1, 2), 99));
        finds("TreesEqual", () -> deliveries.onRecover(B, zxid(1, 2), 99));
    }

    @Test
    void a_server_never_goes_back_but_by_a_restart() {
        deliver(A, zxid(1, 1), zxid(1, 2));
        finds("MonotonicRead", () -> deliveries.onRestore(A, zxid(1, 1), digest(zxid(1, 1))));
        deliveries.onRecover(A, zxid(1, 1), digest(zxid(1, 1)));
        assertThat(deliveries.position(A)).isEqualTo(1);
    }

    @Test
    void leadership_is_that_an_epoch_has_one_leader() {
        terms.onEstablished(1, 1, 0);
        terms.onProposed(1, zxid(1, 1));
        finds("Leadership", () -> terms.onEstablished(2, 1, 0));
        finds("Leadership", () -> terms.onProposed(2, zxid(1, 1)));
        finds("Leadership", () -> terms.onFollows(2, 5, 0));
        deliveries.onProposed(proposal(zxid(1, 1)));
        finds("Leadership", () -> deliveries.onProposed(proposal(zxid(1, 1))));
    }

    @Test
    void an_epoch_is_promised_once() {
        terms.onPromise(3, 0, 1, 1);
        terms.onPromise(3, 0, 2, 2);
        finds("PromisedOnce", () -> terms.onPromise(3, 0, 1, 2));
        terms.onPromise(3, 1, 1, 2); // with another disk
    }

    @Test
    void primary_integrity_is_that_a_leader_starts_with_all_that_was_delivered() {
        deliver(A, zxid(1, 1), zxid(1, 2));
        finds("PrimaryIntegrity", () -> terms.onEstablished(2, 2, 1));
        terms.onEstablished(1, 3, 2);
        finds("PrimaryIntegrity", () -> terms.onFirstDelivery(zxid(2, 1)));
    }

    @Test
    void process_consistency_is_that_a_follower_serves_with_what_its_epoch_started_from() {
        deliver(A, zxid(1, 1), zxid(1, 2));
        terms.onEstablished(1, 2, 2);
        terms.onFollows(2, 2, 2);
        finds("ProcessConsistency", () -> terms.onFollows(3, 2, 1));
    }

    private static void finds(String checker, ThrowingCallable step) {
        assertThatThrownBy(step)
                .isInstanceOfSatisfying(
                        SimFailure.class, e -> assertThat(e.checker()).isEqualTo(checker));
    }

    private void deliver(int node, long... zxids) {
        for (long zxid : zxids) {
            propose(zxid);
            deliveries.onDeliver(node, proposal(zxid));
            deliveries.onApplied(node, digest(zxid));
        }
    }

    /** Once, however often it is delivered. */
    private void propose(long zxid) {
        if (proposed.add(zxid)) {
            deliveries.onProposed(proposal(zxid));
        }
    }

    private static Proposal proposal(long zxid) {
        return new Proposal(zxid, new byte[] {(byte) zxid});
    }

    private static long digest(long zxid) {
        return 1000 + zxid;
    }

    private static long zxid(long epoch, long counter) {
        return Zxid.of(epoch, counter);
    }
}
