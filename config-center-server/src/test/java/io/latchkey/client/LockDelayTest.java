package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.session.Incarnation;
import io.latchkey.client.testing.Bench;
import io.latchkey.client.testing.FaultProxy;
import io.latchkey.client.testing.ShiftedClock;
import io.latchkey.server.zk.BenchNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody gets a lock for a while after its holder's session has expired. */
@Timeout(100)
class LockDelayTest {
    private static final Duration SHORT = Duration.ofMillis(900);
    private static final Duration LONG = Duration.ofSeconds(4);
    private static final long DELAY_MILLIS = 700;
    private static final AcquireOptions FOREVER = AcquireOptions.waitForever();
    private static final AcquireOptions DELAYED = FOREVER.withLockDelay(Duration.ofMillis(DELAY_MILLIS));

    private Bench bench;
    private CuratorFramework curator;

    @BeforeEach
    void start() {
        bench = new Bench(new BenchNode(), false);
        curator = CuratorFrameworkFactory.newClient(bench.server.address(), new RetryOneTime(100));
        curator.start();
    }

    @AfterEach
    void stop() {
        curator.close();
        bench.close();
    }

    private LockClient stock() {
        return bench.open(bench.options(bench.server.address(), LONG).stockProtocol(true));
    }

    private static LockLease acquire(LockClient client, AcquireOptions options) throws Exception {
        return client.lock("door").tryAcquire(options).orElseThrow();
    }

    private static void expire(Bench bench, LockClient client) {
        Incarnation session = client.core().session().incarnation();
        bench.server.expire(session.id());
    }

    /** Queues up, and completes with how long after {@code start} the lock was granted; then gives it back. */
    private CompletableFuture<Long> queueUp(LockClient client, long start, int place) throws Exception {
        CompletableFuture<Long> elapsed = client.lock("door")
                .acquireAsync(FOREVER)
                .thenApply(lease -> {
                    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                    lease.close();
                    return millis;
                })
                .toCompletableFuture();
        until("in the queue", () -> bench.queued("door") == place);
        return elapsed;
    }

    @Test
    void all_who_wait_wait_for_its_end_and_are_served_in_order() throws Exception {
        LockClient holder = bench.behindProxy(LONG);
        LockLease lease = acquire(holder, DELAYED);
        long start = System.nanoTime();
        List<CompletableFuture<Long>> waiting = new ArrayList<>();
        waiting.add(queueUp(bench.direct(), start, 2));
        waiting.add(queueUp(stock(), start, 3));
        InterProcessMutex mutex = new InterProcessMutex(curator, "/locks/door");
        CompletableFuture<Long> theirs = new CompletableFuture<>();
        Thread curators = new Thread(() -> theirs.complete(enter(mutex, start)));
        curators.start();
        until("in the queue", () -> bench.queued("door") == 4);
        waiting.add(theirs);
        waiting.add(queueUp(bench.direct(), start, 5));
        expire(bench, holder);
        assertThat(get(lease.lost())).isEqualTo(LossReason.SESSION_EXPIRED);
        assertThat(bench.queued("door")).as("the place is kept").isEqualTo(5);
        LockInfo.Entry kept = bench.direct().lock("door").inspect().holder().orElseThrow();
        assertThat(kept.sessionId()).isZero();
        assertThat(bench.direct().lock("door").tryAcquire()).isEmpty();
        assertThat(stock().lock("door").tryAcquire()).isEmpty();
        assertThat(bench.direct().lock("door").requestRelease()).isFalse();
        long last = DELAY_MILLIS;
        for (CompletableFuture<Long> next : waiting) {
            assertThat(get(next)).isGreaterThanOrEqualTo(last);
            last = get(next);
        }
        curators.join();
        until("nobody in the queue", () -> bench.queued("door") == 0);
    }

    private static long enter(InterProcessMutex mutex, long start) {
        try {
            mutex.acquire();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            mutex.release();
            return millis;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Tag("trap-12")
    void a_partitioned_holders_lock_is_free_only_after_the_delay() throws Exception {
        LockClient holder = bench.behindProxy(SHORT);
        LockLease lease = acquire(holder, DELAYED);
        CompletableFuture<Long> lostAt = new CompletableFuture<>();
        lease.onLost(reason -> lostAt.complete(System.nanoTime()), Runnable::run);
        CompletableFuture<Long> granted = queueUp(bench.direct(), System.nanoTime(), 2);
        CompletableFuture<Long> grantedAt = granted.thenApply(elapsed -> System.nanoTime());
        bench.proxy.blackhole();
        assertThat(get(grantedAt) - get(lostAt)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(DELAY_MILLIS));
    }

    @Test
    void a_clean_end_costs_no_delay() throws Exception {
        AcquireOptions minute = FOREVER.withLockDelay(Duration.ofSeconds(60));
        LockClient first = bench.direct();
        get(acquire(first, minute).releaseAsync());
        LockClient second = bench.direct();
        LockLease closed = acquire(second, minute);
        second.close();
        assertThat(get(closed.lost())).isEqualTo(LossReason.CLIENT_CLOSED);
        LockLease limited = acquire(first, minute.withMaxHold(Duration.ofMillis(50)));
        assertThat(get(limited.lost())).isEqualTo(LossReason.MAX_HOLD);
        LockLease last = acquire(first, minute);
        bench.server.remove(last.guard().path());
        assertThat(get(last.lost())).isEqualTo(LossReason.ENTRY_REMOVED);
        acquire(first, FOREVER).close();
    }

    @Test
    @Tag("trap-19")
    void a_holder_that_was_stopped_does_not_close_its_session_to_get_around_it() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        LockClient holder =
                bench.open(bench.options(bench.server.address(), SHORT).clock(clock));
        LockLease lease = acquire(holder, DELAYED);
        clock.jump(Duration.ofMinutes(1));
        assertThat(get(lease.lost())).isEqualTo(LossReason.SESSION_EXPIRED);
        long start = System.nanoTime();
        LockLease next = acquire(holder, FOREVER);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(DELAY_MILLIS);
        assertThat(next.token()).isGreaterThan(lease.token());
    }

    @Test
    void writes_guarded_by_the_lost_lock_are_refused_during_the_delay() throws Exception {
        LockClient holder = bench.behindProxy(LONG);
        LockLease lease = acquire(holder, FOREVER.withLockDelay(Duration.ofSeconds(60)));
        expire(bench, holder);
        assertThat(bench.queued("door")).isEqualTo(1);
        ConfigClient config = ConfigClient.sharing(bench.direct());
        assertThatThrownBy(() -> get(config.publish("orders/raced", "too late", lease.guard())))
                .hasCauseInstanceOf(LeaseLostException.class);
        String tombstone = bench.server.children("/locks/door").get(0);
        bench.server.remove("/locks/door/" + tombstone); // as an operator who can't wait
        acquire(bench.direct(), FOREVER).close();
    }

    @Test
    void where_servers_do_not_know_it_it_is_refused() throws Exception {
        assertThatThrownBy(() -> acquire(stock(), DELAYED))
                .isInstanceOf(LockUnavailableException.class)
                .hasMessageContaining("lock-delay");
        LockClient client = bench.behindProxy(LONG);
        bench.proxy.refuseNext(FaultProxy.ACQUIRE);
        assertThatThrownBy(() -> acquire(client, DELAYED)).isInstanceOf(LockUnavailableException.class);
        assertThatThrownBy(() -> acquire(client, DELAYED))
                .as("and for the next while")
                .isInstanceOf(LockUnavailableException.class);
        acquire(client, FOREVER).close();
        until("nobody in the queue", () -> bench.queued("door") == 0);
    }
}
