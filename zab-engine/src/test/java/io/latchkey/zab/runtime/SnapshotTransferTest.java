package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A follower that lacks much gets a tree of some 80 chunks, while others go on writing. */
@Timeout(120)
class SnapshotTransferTest {
    private static final int NODES = 20;

    private final TestEnsemble ensemble = new TestEnsemble(config -> new EngineConfig(
            TestEnsemble.withHistoryKeep(config.zab(), 1_000), 10, 10, 1_000, 10_000, 64 << 20, 10, 1 << 28, 2, 3_000));
    private final AtomicInteger chunks = new AtomicInteger();
    private final AtomicInteger windowMax = new AtomicInteger();
    private final ConcurrentLinkedQueue<PeerFrame.SnapshotStart> offers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<PeerFrame.SnapshotFrom> answers = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        ensemble.close();
    }

    /** Ends with one follower down that is too far behind for a DIFF. */
    private int startAndLeaveOneBehind() {
        ensemble.start();
        int away = ensemble.follower().id();
        ensemble.kill(away);
        TestEnsemble.Member leader = ensemble.leader();
        for (int i = 0; i < NODES; i++) {
            leader.recorder().request(leader.server(), Requests.create("/large-" + i, incompressible(i)));
        }
        AtomicInteger credits = new AtomicInteger();
        ensemble.network.tap((from, to, frame) -> {
            if (frame[1] == PeerCodec.SNAPSHOT_CHUNK) {
                windowMax.accumulateAndGet(chunks.incrementAndGet() - credits.get(), Math::max);
            } else if (frame[1] == PeerCodec.SNAPSHOT_CREDIT) {
                credits.incrementAndGet();
            } else if (frame[1] == PeerCodec.SNAPSHOT_START) {
                offers.add((PeerFrame.SnapshotStart) PeerCodec.decode(frame));
            } else if (frame[1] == PeerCodec.SNAPSHOT_FROM) {
                answers.add((PeerFrame.SnapshotFrom) PeerCodec.decode(frame));
            }
        });
        return away;
    }

    private static String incompressible(long seed) {
        return new Random(seed)
                .ints(1 << 20, 'A', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Committed write(int count) {
        TestEnsemble.Member leader = ensemble.leader();
        Committed last = leader.recorder().request(leader.server(), Requests.set("/large-1", "first"));
        for (int i = 0; i < count; i++) {
            last = leader.recorder().request(leader.server(), Requests.set("/large-1", "" + i));
        }
        return last;
    }

    @Test
    void a_tree_is_sent_in_chunks_beside_the_traffic() {
        int away = startAndLeaveOneBehind();
        ensemble.start(away);
        ensemble.awaitEqualTrees(write(100).zxid());
        assertThat(offers).hasSize(1);
        assertThat(offers.element().tailCount()).isZero();
        assertThat(chunks).hasValueGreaterThan(60);
        assertThat(windowMax).hasValueLessThanOrEqualTo(SnapshotOffer.WINDOW_CHUNKS);
    }

    @Test
    void after_a_broken_link_it_goes_on_where_it_was_and_what_was_written_since_follows() {
        int away = startAndLeaveOneBehind();
        int leader = ensemble.leader().id();
        AtomicInteger breaks = new AtomicInteger();
        ensemble.network.tap((from, to, frame) -> {
            if (frame[1] == PeerCodec.SNAPSHOT_CHUNK && chunks.get() >= 20 * (breaks.get() + 1) && breaks.get() < 2) {
                breaks.incrementAndGet();
                ensemble.network.flap(leader, away);
            }
        });
        ensemble.start(away);
        Committed last = write(100);
        ensemble.awaitEqualTrees(last.zxid());
        assertThat(breaks).hasValue(2);

        List<PeerFrame.SnapshotStart> offered = List.copyOf(offers);
        assertThat(offered).hasSizeGreaterThanOrEqualTo(3);
        assertThat(offered)
                .extracting(PeerFrame.SnapshotStart::base)
                .containsOnly(offered.get(0).base());
        PeerFrame.SnapshotFrom second = List.copyOf(answers).get(1);
        assertThat(second.chunks()).isGreaterThanOrEqualTo(20 - SnapshotOffer.WINDOW_CHUNKS);
        assertThat(chunks).hasValueLessThan(20 * 4 + 10 + 2 * SnapshotOffer.WINDOW_CHUNKS);

        ensemble.kill(away); // what it has put together is on its disk
        ensemble.start(away);
        ensemble.awaitEqualTrees(write(1).zxid());
    }

    @Test
    void a_tree_that_arrives_damaged_is_sent_again_and_never_served() {
        int away = startAndLeaveOneBehind();
        AtomicInteger damaged = new AtomicInteger();
        ensemble.network.tap((from, to, frame) -> {
            if (frame[1] == PeerCodec.SNAPSHOT_CHUNK && chunks.get() == 30 && damaged.getAndIncrement() == 0) {
                byte[] chunk = Arrays.copyOfRange(frame, 6, frame.length);
                chunk[chunk.length / 2] ^= 1;
                byte[] wrong = PeerCodec.chunk(chunk); // the frame's own checksum is right
                System.arraycopy(wrong, 0, frame, 0, frame.length);
            }
        });
        ensemble.start(away);
        ensemble.awaitEqualTrees(write(10).zxid());
        assertThat(damaged).hasPositiveValue();
        assertThat(offers).hasSizeGreaterThanOrEqualTo(2);
        assertThat(List.copyOf(answers).get(1).chunks()).isZero();
    }
}
