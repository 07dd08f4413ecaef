package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Epochs that end because they are full, those among them that use the last counters that there are. */
class FullEpochsTest {
    private static final int SOME = 500;

    /** What is left of an epoch that begins late. */
    private static final long LEFT = Zxid.COUNTER_MAX - Zxid.LATE_START;

    private @Nullable TestEnsemble started;

    @AfterEach
    void close() {
        if (started != null) {
            started.close();
        }
    }

    /** @param starts where the epochs of each leader begin */
    private TestEnsemble start(ToLongFunction<Integer> starts, int historyKeep, int snapshotTxns) {
        TestEnsemble ensemble = new TestEnsemble(c -> new EngineConfig(
                TestEnsemble.withEpochs(
                        TestEnsemble.withHistoryKeep(c.zab(), historyKeep),
                        starts.applyAsLong(c.zab().self()),
                        LEFT),
                10,
                10,
                1_000,
                10_000,
                64 << 20,
                snapshotTxns,
                1 << 28,
                3,
                3_000));
        started = ensemble;
        ensemble.start();
        return ensemble;
    }

    private static List<Counter> counters(TestEnsemble ensemble) {
        List<Counter> counters = new ArrayList<>();
        ensemble.forEach(member -> counters.add(new Counter(member)));
        return counters;
    }

    private static long awaitAll(TestEnsemble ensemble, List<Counter> counters) {
        long last = counters.stream().mapToLong(Counter::awaitAll).max().orElseThrow();
        ensemble.awaitEqualTrees(last);
        counters.forEach(counter -> ensemble.forEach(counter::assertCounted));
        return last;
    }

    private static List<Long> zxids(TestEnsemble.Member member) {
        return member.recorder().committed().stream().map(Committed::zxid).toList();
    }

    /** Every transaction has the counter after that of the one before it, or is the first of the next epoch. */
    private static void assertNothingSkipped(List<Long> zxids, long start) {
        for (int i = 1; i < zxids.size(); i++) {
            long before = zxids.get(i - 1);
            boolean full = Zxid.counter(before) == start + LEFT;
            assertThat(zxids.get(i))
                    .as("after " + Zxid.toString(before))
                    .isEqualTo(full ? Zxid.of(Zxid.epoch(before) + 1, start + 1) : before + 1);
        }
    }

    private static void assertServedThroughout(TestEnsemble ensemble) {
        ensemble.forEach(member -> assertThat(member.recorder().batches().stream()
                        .dropWhile(batch -> !batch.state().serving()))
                .allMatch(batch -> batch.state().serving()));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Zxid.LATE_START})
    void an_epoch_is_used_up_to_its_last_counter_and_everybody_is_answered_once(long epochStart) {
        TestEnsemble ensemble = start(id -> epochStart, 10_000, 100_000);
        int leader = ensemble.leader().id();
        long epoch = ensemble.leader().server().status().state().epoch();
        List<Counter> counters = counters(ensemble);
        counters.forEach(counter -> counter.count(SOME));
        long last = awaitAll(ensemble, counters);
        assertThat(Zxid.epoch(last)).isEqualTo(epoch + 3 * SOME / LEFT);
        assertThat(ensemble.leader().id()).isEqualTo(leader);
        ensemble.forEach(member -> assertNothingSkipped(zxids(member), epochStart));
        assertServedThroughout(ensemble);
    }

    @Test
    void who_was_away_while_epochs_ended_is_brought_up_by_what_it_lacks_or_by_a_snapshot() {
        for (int historyKeep : new int[] {10_000, 5}) {
            TestEnsemble ensemble = start(id -> Zxid.LATE_START, historyKeep, 50);
            int away = ensemble.follower().id();
            ensemble.kill(away);
            List<Counter> counters = counters(ensemble);
            counters.forEach(counter -> counter.count(SOME));
            awaitAll(ensemble, counters);
            ensemble.start(away);
            awaitAll(ensemble, counters);
            ensemble.close();
        }
    }

    @Test
    void all_start_again_from_disks_whose_last_counters_are_the_last_that_there_are() {
        TestEnsemble ensemble = start(id -> Zxid.LATE_START, 10_000, 100);
        TestEnsemble.Member leader = ensemble.leader();
        Counter counter = new Counter(leader);
        long last = counter.awaitAll();
        while (Zxid.counter(last) != Zxid.COUNTER_MAX || Zxid.epoch(last) < 3) {
            last = counter.count(1).awaitAll();
        }
        ensemble.awaitEqualTrees(last);
        for (int id = 1; id <= 3; id++) {
            ensemble.kill(id);
        }
        ensemble.start();
        long full = last;
        ensemble.forEach(member -> assertThat(member.recorder().tree().zxid()).isGreaterThanOrEqualTo(full));
        ensemble.forEach(counter::assertCounted);
        List<Counter> counters =
                List.of(new Counter(ensemble.follower(), "/follower"), new Counter(ensemble.leader(), "/leader"));
        counters.forEach(again -> again.count(SOME));
        assertThat(awaitAll(ensemble, counters)).isGreaterThan(Zxid.of(Zxid.epoch(full) + 3, 0));
    }

    /** It is refused as long as an epoch is so new that nobody is up to date, and in vain if the epoch is full just then. */
    private static void transferTo(TestEnsemble.Member next) {
        while (!next.server().status().state().leading()) {
            long epoch = next.server().status().state().epoch();
            Committed asked = next.recorder().request(next.server(), new Request.TransferLeadership(next.id()));
            if (!(asked.result() instanceof Result.Failed)) {
                next.recorder()
                        .awaitBatch(batch ->
                                batch.state().inBroadcast() && batch.state().epoch() > epoch);
            }
        }
    }

    @Test
    void servers_may_differ_in_where_their_epochs_begin() {
        TestEnsemble ensemble = start(id -> id == 1 ? 0 : Zxid.LATE_START, 10_000, 100);
        List<Counter> counters = counters(ensemble);
        for (int next : new int[] {1, 2, 1, 3}) {
            counters.forEach(counter -> counter.count(SOME));
            transferTo(ensemble.member(next));
            counters.forEach(counter -> counter.count(SOME));
            long last = awaitAll(ensemble, counters);
            assertThat(Zxid.counter(last) > Zxid.LATE_START).isEqualTo(next != 1);
        }
        assertThat(zxids(ensemble.member(1))).isSorted().doesNotHaveDuplicates();
        assertServedThroughout(ensemble);
    }
}
