package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.format.SubmissionFormat;
import io.latchkey.zab.tree.Submission;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeersThatMisbehaveTest {
    private final TestEnsemble ensemble = new TestEnsemble(UnaryOperator.identity());

    @BeforeEach
    void start() {
        ensemble.start();
    }

    @AfterEach
    void close() {
        ensemble.close();
    }

    /** All servers serve, and agree on what is written last. */
    private void assertUnharmed() {
        Committed last = null;
        for (int id = 1; id <= 3; id++) {
            TestEnsemble.Member member = ensemble.member(id);
            last = ensemble.requestUntilDone(member, Requests.create("/unharmed-" + id, "x"));
        }
        ensemble.awaitEqualTrees(last.zxid());
    }

    @Test
    void what_cant_be_read_costs_the_sender_its_link_and_nothing_else() {
        Random luck = new Random(3);
        List<byte[]> bad = List.of(
                new byte[0],
                new byte[] {1},
                new byte[1_000],
                PeerCodec.numbers(99, 1),
                PeerCodec.proposed(new Proposal(1, new byte[] {1})),
                PeerCodec.chunk(new byte[] {1}),
                PeerCodec.forwarded(1, 1, Long.MAX_VALUE, new byte[] {1, 2, 3}),
                PeerCodec.numbers(PeerCodec.SNAPSHOT_END, 3));
        for (byte[] frame : bad) {
            long links = ensemble.network.linkCount();
            int from = 1 + luck.nextInt(3);
            ensemble.network.inject(from, 1 + from % 3, frame);
            assertUnharmed();
            assertThat(ensemble.network.linkCount()).isGreaterThan(links);
        }
    }

    @Test
    void a_request_that_is_forwarded_again_is_not_proposed_again() {
        int leader = ensemble.leader().id();
        TestEnsemble.Member follower = ensemble.follower();
        ConcurrentLinkedQueue<byte[]> forwarded = new ConcurrentLinkedQueue<>();
        ensemble.network.tap((from, to, frame) -> {
            if (frame[1] == PeerCodec.FORWARDED && from == follower.id()) {
                forwarded.add(frame);
            }
        });
        Committed once = follower.recorder().request(follower.server(), Requests.create("/once-", "x"));
        byte[] frame = forwarded.remove();
        ensemble.network.inject(follower.id(), leader, frame);
        assertUnharmed();
        assertThat(ensemble.member(1).recorder().committed())
                .filteredOn(c -> c.txn().originServer() == follower.id()
                        && c.txn().originNumber() == once.txn().originNumber())
                .hasSize(1);
    }

    @Test
    void a_request_of_another_epoch_is_not_proposed() {
        int leader = ensemble.leader().id();
        int follower = ensemble.follower().id();
        byte[] submission = SubmissionFormat.encode(Submission.ofServer(Requests.create("/stale", "x")));
        long epoch = ensemble.leader().server().status().state().epoch();
        ensemble.network.inject(follower, leader, PeerCodec.forwarded(epoch - 1, 1, 1, submission));
        ensemble.network.inject(follower, leader, PeerCodec.forwarded(epoch + 1, 1, 2, submission));
        assertUnharmed();
        assertThat(ensemble.member(1).recorder().tree().node("/stale")).isNull();
    }
}
