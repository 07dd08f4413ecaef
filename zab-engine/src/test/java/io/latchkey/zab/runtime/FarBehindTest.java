package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With the history that servers keep by default. */
@Timeout(180)
class FarBehindTest {
    private static final int WRITES = 100_000;
    private static final int PENDING = 5_000;

    private static EngineConfig asByDefault(EngineConfig config) {
        ZabConfig given = config.zab();
        ZabConfig usual = ZabConfig.of(given.self(), given.quorum());
        ZabConfig zab = new ZabConfig(
                given.self(),
                given.quorum(),
                given.electionQuietTicks(),
                given.discoveryLimitTicks(),
                given.initLimitTicks(),
                given.syncLimitTicks(),
                usual.historyKeep(),
                usual.diffBytesMax(),
                usual.epochTxnsMax(),
                usual.epochStart());
        return new EngineConfig(zab, 10, 10, 1_000, 10_000, 64 << 20, 60_000, 1 << 28, 3, 3_000);
    }

    @Test
    void a_follower_that_lacks_a_hundred_thousand_transactions_gets_them_one_by_one() {
        try (TestEnsemble ensemble = new TestEnsemble(FarBehindTest::asByDefault)) {
            ensemble.start();
            int away = ensemble.follower().id();
            ensemble.kill(away);
            TestEnsemble.Member leader = ensemble.leader();
            leader.recorder().request(leader.server(), Requests.create("/n", "x".repeat(100)));
            Committed last = write(leader);
            assertThat(leader.server().status().lastSnapshotZxid()).isPositive();

            AtomicInteger snapshots = new AtomicInteger();
            ensemble.network.tap((from, to, frame) -> {
                if (frame[1] == PeerCodec.SNAPSHOT_START) {
                    snapshots.incrementAndGet();
                }
            });
            ensemble.start(away);
            ensemble.awaitEqualTrees(last.zxid());
            assertThat(snapshots).hasValue(0);
        }
    }

    private static Committed write(TestEnsemble.Member leader) {
        ArrayDeque<CompletableFuture<Committed>> pending = new ArrayDeque<>();
        Committed last = null;
        for (int i = 0; i < WRITES; i++) {
            if (pending.size() == PENDING) {
                last = Recorder.await(pending.remove());
            }
            Submission set = Submission.ofServer(Requests.set("/n", "x".repeat(94) + i));
            pending.add(leader.recorder().submit(leader.server(), set));
        }
        while (!pending.isEmpty()) {
            last = Recorder.await(pending.remove());
        }
        return last;
    }
}
