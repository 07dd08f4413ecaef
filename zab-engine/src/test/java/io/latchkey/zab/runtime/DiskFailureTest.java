package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.storage.Journal;
import io.latchkey.zab.storage.JournalRecord;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.TxnRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskFailureTest {
    private static final Submission SYNC = Submission.ofServer(new Request.Sync());

    private final FaultyStorage storage = new FaultyStorage();
    private Solo solo = new Solo(Solo.CONFIG, storage);

    @AfterEach
    void close() {
        storage.forceGate.countDown();
        solo.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("latchkey-"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_write_or_sync_that_fails_ends_the_service_and_is_never_tried_again(boolean append) {
        solo.serve();
        solo.request(Requests.create("/a", "x"));
        if (append) {
            storage.failAppend = true;
        } else {
            storage.failForce = true;
        }
        CompletableFuture<Committed> answer = solo.recorder.submit(solo.server, SYNC);
        solo.recorder.awaitBatch(batch -> !batch.state().serving());
        assertThat(answer).isCompletedExceptionally();
        int forces = storage.forces.get();
        storage.failAppend = false;
        storage.failForce = false;
        assertThat(solo.recorder.trySubmit(solo.server, SYNC)).isNull();
        solo.close();
        assertThat(storage.forces).hasValue(forces);
        assertThat(solo.fatal).hasSize(1);
        assertThat(solo.fatal.get(0)).isInstanceOf(IOException.class);
    }

    @Test
    void who_is_told_of_the_end_may_close_the_server_at_once() {
        List<Throwable> told = new ArrayList<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Recorder recorder = new Recorder();
        ReplicatedServer[] server = new ReplicatedServer[1];
        server[0] = ReplicatedServer.create(Solo.CONFIG, storage, PeerTransport.none(), List.of(), problem -> {
            told.add(problem);
            server[0].close();
            closed.complete(null);
        });
        server[0].subscribe(recorder);
        server[0].start();
        recorder.awaitServing();
        storage.failForce = true;
        recorder.submit(server[0], SYNC);
        Recorder.await(closed);
        server[0].close();
        assertThat(told).hasSize(1);
    }

    @Test
    void the_end_and_a_close_from_elsewhere_may_come_together() {
        solo.serve();
        storage.failForce = true;
        solo.recorder.submit(solo.server, SYNC);
        solo.close(); // while the engine may be telling of the end, or not have met it yet
        assertThat(solo.server.status().state().serving()).isFalse();
    }

    @Test
    void a_replica_that_computes_another_digest_stops() throws IOException {
        storage.disk.recover();
        Journal journal = storage.disk.journal();
        journal.append(new JournalRecord.Epochs(1, 1, 0));
        byte[] wrong = TxnFormat.encode(new TxnRecord(1, 0, 0, 5, 4711, new Txn.Noop()));
        journal.append(new JournalRecord.Append(new Proposal(Zxid.of(1, 1), wrong)));
        storage.disk.close();

        solo.start();
        assertThat(Recorder.await(solo.stopped)).isInstanceOf(Divergence.class);
        solo.close();
        assertThat(solo.fatal).hasSize(1);
        assertThat(solo.recorder.batches()).noneMatch(batch -> batch.state().serving());
    }

    @Test
    void while_a_sync_runs_submissions_gather_up_to_the_bound_and_then_share_the_next() throws Exception {
        EngineConfig small = new EngineConfig(Solo.CONFIG.zab(), 10, 1, 0, 50, 1 << 20, 100_000, 1 << 28, 3, 5);
        solo.close();
        solo = new Solo(small, storage).serve();
        solo.request(Requests.create("/a", "x"));
        storage.forceGate = new CountDownLatch(1);
        int before = storage.forces.get();
        List<CompletableFuture<Committed>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(solo.recorder.submit(solo.server, Submission.ofServer(Requests.set("/a", "" + i))));
        }
        assertThat(solo.recorder.trySubmit(solo.server, SYNC)).isNull();
        storage.forceGate.countDown();
        answers.forEach(Recorder::await);
        assertThat(storage.forces.get() - before).isLessThan(50);
        Recorder.await(solo.recorder.submit(solo.server, SYNC));
        assertThat(solo.server.status().pending()).isLessThanOrEqualTo(50);
    }

    @Test
    @Timeout(60)
    void a_snapshot_that_fails_is_tried_again_later_and_the_journal_stays_whole_until_then() {
        EngineConfig often = new EngineConfig(Solo.CONFIG.zab(), 10, 1, 0, 1_000, 64 << 20, 20, 1 << 28, 2, 5);
        solo.close();
        storage.snapshotsToFail.set(1);
        solo = new Solo(often, storage).serve();
        solo.request(Requests.create("/a", "x"));
        for (int i = 0; i < 19; i++) {
            solo.request(Requests.set("/a", "" + i));
        }
        assertThat(storage.snapshotsWritten).hasValue(0);
        assertThat(storage.purgedTo).isZero();
        while (solo.server.status().lastSnapshotZxid() == 0) { // no write is needed, only time
            solo.tick(1);
        }
        assertThat(storage.snapshotsToFail).hasValue(0);
        assertThat(storage.snapshotsWritten).hasPositiveValue();
        assertThat(solo.fatal).isEmpty();
        solo.request(Requests.set("/a", "last"));
    }

    @Test
    void after_snapshots_a_restart_finds_everything() throws IOException {
        EngineConfig often = new EngineConfig(
                TestEnsemble.withHistoryKeep(Solo.CONFIG.zab(), 5), 10, 1, 0, 1_000, 64 << 20, 20, 1 << 28, 2, 5);
        solo.close();
        solo = new Solo(often, storage).serve();
        solo.request(Requests.create("/a", "x"));
        Committed last = solo.request(Requests.set("/a", "y"));
        for (int i = 0; i < 200; i++) {
            last = solo.request(Requests.set("/a", "" + i));
        }
        while (storage.purgedTo == 0) {
            last = solo.request(Requests.set("/a", "more"));
        }
        solo.close();
        assertThat(storage.disk.snapshots().list()).hasSizeLessThanOrEqualTo(3);
        solo = new Solo(often, storage).serve();
        assertThat(solo.recorder.tree().digest()).isEqualTo(last.tree().digest());
        assertThat(solo.server.status().lastSnapshotZxid()).isPositive();
    }

    @Test
    void a_disk_that_cannot_be_read_is_said_so_and_closed() {
        storage.failRecover = true;
        assertThatThrownBy(solo.server::start)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is on fire");
        solo.close();
        assertThat(solo.recorder.trySubmit(solo.server, SYNC)).isNull();
    }

    @Test
    void a_damaged_snapshot_is_said_so() throws IOException {
        storage.disk.recover();
        storage.disk.snapshots().write(Zxid.of(1, 5), out -> out.write(new byte[] {1, 2, 3}));
        storage.disk.close();
        assertThatThrownBy(solo.server::start)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("1:5");
    }
}
