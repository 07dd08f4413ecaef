package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.storage.MemoryStorage;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.WriteRule;
import io.latchkey.zab.tree.ZNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderDutiesTest {
    private static final long SESSION = 0x100;
    private static final int TIMEOUT_MS = 100;
    /** Rounded up to the end of a bucket of one tick. */
    private static final int TIMEOUT_TICKS = TIMEOUT_MS / 10 + 1;

    private final MemoryStorage disk = MemoryStorage.empty();
    private final AtomicLong wallClockMs = new AtomicLong(1_000);
    private Solo solo = new Solo(Solo.CONFIG, disk, wallClockMs);

    @AfterEach
    void close() {
        solo.close();
        assertThat(solo.fatal).isEmpty();
    }

    private Committed openSession() {
        return solo.request(new Request.OpenSession(SESSION, new byte[16], TIMEOUT_MS));
    }

    private boolean isOpen() {
        solo.request(new Request.Sync()); // behind whatever the last tick has proposed
        return solo.recorder.tree().session(SESSION) != null;
    }

    @Test
    void a_silent_session_ends_with_its_ephemerals_and_not_before_its_time() {
        solo.serve();
        long attachment = openSession().zxid();
        Request create = Requests.create("/e", CreateMode.EPHEMERAL);
        Caller anybody = new Caller(List.of(), false);
        Recorder.await(solo.recorder.submit(solo.server, new Submission(SESSION, attachment, anybody, null, create)));
        solo.tick(TIMEOUT_TICKS - 1);
        assertThat(isOpen()).isTrue();
        solo.tick(1);
        assertThat(isOpen()).isFalse();
        assertThat(solo.recorder.tree().node("/e")).isNull();
        assertThat(solo.recorder.committed())
                .flatExtracting(Committed::changes)
                .contains(new Change.SessionClosed(SESSION, true));
    }

    @Test
    void a_touch_gives_a_full_timeout() {
        solo.serve();
        openSession();
        for (int i = 0; i < 5; i++) {
            solo.tick(TIMEOUT_TICKS - 2);
            solo.server.touch(new long[] {SESSION, 4711});
            solo.tick(1);
            assertThat(isOpen()).isTrue();
        }
        solo.tick(TIMEOUT_TICKS + 1);
        assertThat(isOpen()).isFalse();
    }

    @Test
    void a_request_is_a_touch() {
        solo.serve();
        long attachment = openSession().zxid();
        Caller anybody = new Caller(List.of(), false);
        for (int i = 0; i < 5; i++) {
            solo.tick(TIMEOUT_TICKS - 1);
            Recorder.await(solo.recorder.submit(
                    solo.server, new Submission(SESSION, attachment, anybody, null, new Request.Sync())));
            assertThat(isOpen()).isTrue();
        }
    }

    @Test
    void a_new_leader_gives_every_session_a_full_timeout() {
        solo.serve();
        openSession();
        solo.tick(TIMEOUT_TICKS - 1);
        solo.close();
        solo = new Solo(Solo.CONFIG, disk, wallClockMs).serve();
        solo.tick(TIMEOUT_TICKS - 1);
        assertThat(isOpen()).isTrue();
        solo.tick(2);
        assertThat(isOpen()).isFalse();
    }

    @Test
    void an_empty_container_goes_when_it_is_looked_for() {
        solo.serve();
        solo.request(Requests.create("/c", CreateMode.CONTAINER));
        solo.tick(20);
        assertThat(node("/c")).as("a container that never had a child").isNotNull();
        solo.request(Requests.create("/c/child", "x"));
        solo.request(new Request.Delete("/c/child", Request.ANY_VERSION));
        solo.tick(Solo.CONFIG.containerCheckTicks());
        solo.request(new Request.Sync());
        assertThat(solo.recorder.tree().node("/c")).isNull();
    }

    private static final String ENTRY = "/locks/_c_11111111-1111-8111-8111-111111111111-delay200-lock-";
    private static final String TOMBSTONE = ENTRY.replace("_c_", "_d_") + "0000000000";
    /** Two more than the delay, so that it is never shorter. */
    private static final int DELAY_TICKS = 200 / 10 + 2;

    /** A holder whose session expires, with a lock-delay of 200 ms. */
    private void loseLock() {
        long attachment = openSession().zxid();
        Request create = Requests.create(ENTRY, CreateMode.EPHEMERAL_SEQUENTIAL);
        Caller anybody = new Caller(List.of(), false);
        Recorder.await(solo.recorder.submit(solo.server, new Submission(SESSION, attachment, anybody, null, create)));
        solo.request(new Request.ExpireSession(SESSION));
        assertThat(isDelayed()).isTrue();
    }

    private boolean isDelayed() {
        solo.request(new Request.Sync()); // behind whatever the last tick has proposed
        return solo.recorder.tree().node(TOMBSTONE) != null;
    }

    @Test
    void a_lock_delay_ends_at_its_time() {
        solo.serve();
        loseLock();
        solo.tick(DELAY_TICKS - 1);
        assertThat(isDelayed()).isTrue();
        solo.tick(1);
        assertThat(isDelayed()).isFalse();
    }

    @Test
    void a_new_leader_lets_a_lock_delay_begin_anew() {
        solo.serve();
        loseLock();
        solo.tick(DELAY_TICKS - 1);
        solo.close();
        solo = new Solo(Solo.CONFIG, disk, wallClockMs).serve();
        solo.tick(DELAY_TICKS - 1);
        assertThat(isDelayed()).isTrue();
        solo.tick(2);
        assertThat(isDelayed()).isFalse();
    }

    @Test
    void a_lock_delay_that_somebody_ends_is_over() {
        solo.serve();
        loseLock();
        solo.request(new Request.Delete(TOMBSTONE, Request.ANY_VERSION));
        int committed = solo.recorder.committed().size();
        solo.tick(2 * DELAY_TICKS);
        assertThat(isDelayed()).isFalse();
        assertThat(solo.recorder.committed()).as("nothing but the question").hasSize(committed + 1);
    }

    private ZNode node(String path) {
        return Objects.requireNonNull(solo.recorder.tree().node(path), path);
    }

    @Test
    void the_leaders_clock_never_goes_back_not_even_over_a_restart() {
        EngineConfig always = new EngineConfig(Solo.CONFIG.zab(), 10, 1, 0, 1_000, 64 << 20, 1, 1 << 28, 3, 5);
        solo = new Solo(always, disk, wallClockMs).serve();
        solo.request(Requests.create("/a", "x"));
        wallClockMs.set(500);
        Committed last = solo.request(Requests.create("/b", "x"));
        assertThat(node("/b").stat().ctime()).isEqualTo(1_000);
        while (solo.server.status().lastSnapshotZxid() < last.zxid()) { // so that nothing is committed anew
            solo.tick(1);
        }
        solo.close();
        solo = new Solo(Solo.CONFIG, disk, wallClockMs).serve();
        solo.request(Requests.create("/c", "x"));
        assertThat(node("/c").stat().ctime()).isEqualTo(1_000);
        wallClockMs.set(2_000);
        solo.request(Requests.create("/d", "x"));
        assertThat(node("/d").stat().ctime()).isEqualTo(2_000);
    }

    @Test
    void a_request_too_large_for_a_frame_is_refused_in_its_place() {
        solo.serve();
        byte[] huge = new byte[PeerTransport.FRAME_BYTES_MAX];
        Request create = new Request.Create("/huge", huge, Acl.OPEN, CreateMode.PERSISTENT);
        assertThat(solo.request(create).result()).isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
        solo.request(Requests.create("/a", "x"));
    }

    @Test
    void a_transaction_too_large_for_the_journal_is_refused_in_its_place() {
        solo = new Solo(Solo.CONFIG, new FaultyStorage(), wallClockMs).serve();
        List<Request> ops = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ops.add(new Request.Create(
                    "/n" + i, new byte[FaultyStorage.TXN_BYTES_MAX / 4], Acl.OPEN, CreateMode.PERSISTENT));
        }
        assertThat(solo.request(new Request.Multi(ops)).result()).isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
        ops.remove(0);
        assertThat(solo.request(new Request.Multi(ops)).result()).isInstanceOf(Result.Multi.class);
    }

    @Test
    void a_rule_that_fails_refuses_the_request_and_nothing_else() {
        WriteRule faulty = (before, op, context) -> {
            if (before.node("/armed") != null) {
                throw new IllegalStateException("a rule with a bug");
            }
            return List.of();
        };
        solo = new Solo(Solo.CONFIG, disk, wallClockMs, faulty).serve();
        solo.request(Requests.create("/armed", "x"));
        assertThat(solo.request(Requests.create("/a", "x")).result())
                .isEqualTo(new Result.Failed(ErrorCode.SYSTEM_ERROR));
        DataTree tree = solo.recorder.tree();
        assertThat(tree.node("/a")).isNull();
        assertThat(solo.request(new Request.Sync()).result()).isEqualTo(new Result.Done());
    }
}
