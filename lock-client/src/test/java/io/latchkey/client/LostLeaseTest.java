package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.session.Incarnation;
import io.latchkey.client.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handle says and does once its lock may be in other hands. */
class LostLeaseTest {
    private static final Duration SHORT = Duration.ofMillis(900);
    private static final Duration LONG = Duration.ofSeconds(4);
    private static final AcquireOptions FOREVER = AcquireOptions.waitForever();

    @TempDir
    Path dir;

    private Bench bench;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    @BeforeEach
    void start() {
        bench = bench(dir);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Tag("trap-12")
    void the_last_moment_of_the_one_holder_is_before_the_first_of_the_next() throws Exception {
        for (int round = 0; round < 4; round++) {
            LockLease lease = bench.behindProxy(SHORT).lock("door").acquire();
            AtomicLong lastValid = new AtomicLong(System.nanoTime());
            Thread looker = new Thread(() -> {
                long before = System.nanoTime();
                while (lease.isValid()) { // at some moment after "before"
                    lastValid.set(before);
                    before = System.nanoTime();
                }
            });
            looker.start();
            CompletableFuture<Long> grantedAt = new CompletableFuture<>();
            CompletableFuture<LockLease> next = bench.direct()
                    .lock("door")
                    .acquireAsync(FOREVER)
                    .thenApply(granted -> {
                        grantedAt.complete(System.nanoTime());
                        return granted;
                    })
                    .toCompletableFuture();
            until("two in the queue", () -> bench.queued("door") == 2);
            bench.proxy.blackhole();
            long granted = get(grantedAt);
            looker.join();
            assertThat(lastValid.get()).isLessThan(granted);
            bench.proxy.heal();
            get(get(next).releaseAsync());
        }
    }

    @Test
    @Tag("trap-13")
    void acquiring_again_after_the_expiry_gives_a_new_lease_and_the_old_one_stays_lost() throws Exception {
        LockClient client = bench.behindProxy(LONG);
        DLock lock = client.lock("door");
        LockLease old = lock.acquire();
        LockLease shared = old.reenter();
        Incarnation session = client.core().session().incarnation();
        bench.server.expire(session.id());
        // the server may still tell that the entry has gone before it closes the connection
        assertThat(get(old.lost())).isIn(LossReason.SESSION_EXPIRED, LossReason.ENTRY_REMOVED);
        LockLease now = lock.acquire();
        assertThat(now.token()).isGreaterThan(old.token());
        for (LockLease lost : new LockLease[] {old, shared}) {
            assertThat(lost.isValid()).isFalse();
            assertThatThrownBy(lost::ensureValid).isInstanceOf(LeaseLostException.class);
            assertThatThrownBy(lost::reenter).isInstanceOf(LeaseLostException.class);
            assertThatThrownBy(() -> get(lost.verify())).hasCauseInstanceOf(LeaseLostException.class);
            assertThat(get(lost.releaseAsync())).isFalse();
        }
        get(now.verify());
        assertThat(now.isValid()).isTrue();
        assertThat(bench.queued("door")).isEqualTo(1);
    }

    @Test
    @Tag("trap-15")
    void listeners_that_block_keep_no_loss_from_others() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService own = Executors.newSingleThreadExecutor();
        own.execute(() -> awaitUninterruptibly(end));
        LockClient client = bench.open(
                bench.options(bench.proxy.address(), SHORT).executor(own)); // the application's executor is stuck
        Queue<String> told = new ConcurrentLinkedQueue<>();
        LockLease first = client.lock("first").acquire();
        LockLease second = client.lock("second").acquire();
        for (LockLease lease : new LockLease[] {first, second, first}) {
            lease.onLost(
                    reason -> {
                        told.add("blocks");
                        awaitUninterruptibly(end);
                    },
                    Runnable::run);
        }
        first.onLost(reason -> told.add("first " + reason), Runnable::run);
        second.onLost(reason -> told.add("second " + reason), Runnable::run);
        second.onLost(reason -> told.add("late"), own);
        bench.proxy.blackhole();
        until(
                "all are told who can be",
                () -> told.contains("first SESSION_EXPIRED") && told.contains("second SESSION_EXPIRED"));
        assertThat(first.isValid()).isFalse();
        assertThat(told).doesNotContain("late");
        end.countDown();
        until("the rest as well", () -> told.size() == 6);
        bench.proxy.heal();
        client.lock("first").acquire().close();
        client.close();
        own.shutdown();
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "blocks", "blocks", "blocks", "first SESSION_EXPIRED", "second SESSION_EXPIRED", "late");
    }

    @Test
    @Tag("trap-16")
    void a_client_that_comes_back_after_the_loss_is_as_good_as_new() throws Exception {
        LockClient client = bench.behindProxy(SHORT);
        for (int round = 0; round < 3; round++) {
            LockLease lease = client.lock("door").acquire();
            CompletableFuture<String> healed = new CompletableFuture<>();
            lease.onLost(
                    reason -> {
                        bench.proxy.heal(); // in the middle of it
                        healed.complete("healed");
                    },
                    Runnable::run);
            bench.proxy.blackhole();
            get(healed);
            LockLease next = client.lock("door").acquire();
            assertThat(next.token()).isGreaterThan(lease.token());
            assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(lease.isValid()).isFalse();
            get(next.releaseAsync());
            assertThat(bench.queued("door")).isZero();
        }
    }

    @Test
    @Tag("trap-17")
    void a_waiter_whose_session_ended_unnoticed_is_never_granted() throws Exception {
        LockLease holder = bench.direct().lock("door").acquire();
        LockClient away = bench.behindProxy(LONG);
        CompletableFuture<LockLease> waiting =
                away.lock("door").acquireAsync(FOREVER).toCompletableFuture();
        until("two in the queue", () -> bench.queued("door") == 2);
        Incarnation session = away.core().session().incarnation();
        bench.proxy.blackhole();
        bench.server.expire(session.id());
        until("it has no place any more", () -> bench.queued("door") == 1);
        get(holder.releaseAsync());
        LockLease other = bench.direct().lock("door").tryAcquire().orElseThrow();
        assertThat(waiting).isNotDone();
        bench.proxy.heal();
        assertThatThrownBy(() -> get(waiting))
                .hasCauseInstanceOf(LockUnavailableException.class)
                .hasMessageContaining("session expired");
        get(other.verify());
        assertThat(bench.queued("door")).isEqualTo(1);
    }

    @Test
    @Tag("trap-25")
    void an_interrupt_at_the_moment_of_the_grant_is_either_a_lease_or_an_error() throws Exception {
        DLock theirs = bench.direct().lock("door");
        DLock ours = bench.direct().lock("door");
        int granted = 0;
        for (int round = 0; round < 100; round++) {
            LockLease holder = theirs.acquire();
            CompletableFuture<Optional<LockLease>> outcome = new CompletableFuture<>();
            Thread waiter = new Thread(() -> {
                try {
                    outcome.complete(Optional.of(ours.acquire()));
                } catch (InterruptedException e) {
                    outcome.complete(Optional.empty());
                }
            });
            waiter.start();
            until("two in the queue", () -> bench.queued("door") == 2);
            holder.close();
            LockSupport.parkNanos(round * 20_000L);
            waiter.interrupt();
            Optional<LockLease> lease = get(outcome);
            if (lease.isPresent()) {
                granted++;
                get(lease.get().verify());
                assertThat(get(lease.get().releaseAsync())).isTrue();
            }
            until("nobody in the queue", () -> bench.queued("door") == 0);
        }
        assertThat(granted).isPositive();
    }
}
