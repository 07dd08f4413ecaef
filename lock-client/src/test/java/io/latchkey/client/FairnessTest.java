package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues, wake-ups and threads. */
class FairnessTest {
    private static final Duration LONG = Duration.ofSeconds(4);

    @TempDir
    Path dir;

    private Bench bench;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    /** What a waiter asks when it is granted: one listing, and one watch on its own entry. */
    int requestsOfHandOver() {
        return 2;
    }

    @BeforeEach
    void start() {
        bench = bench(dir);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    @Tag("trap-09")
    void trap_9_foreign_children_are_ignored() throws Exception {
        ZooKeeper other = new ZooKeeper(bench.server.address(), 4_000, event -> {});
        LockClient client = bench.direct();
        client.lock("door").acquire().close();
        for (String name : List.of("notes", "lock-", "lock-12", "x-lock-000000000a", "lock-99999999999")) {
            other.create("/locks/door/" + name, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        LockLease lease = client.lock("door").acquire();
        assertThat(client.lock("door").inspect().size()).isEqualTo(1);
        lease.close();
        assertThat(client.lock("door").tryAcquire()).isPresent();
        other.close();
    }

    @Test
    @Tag("trap-24")
    void trap_24_lock_waits_through_an_interrupt_and_keeps_the_flag() throws Exception {
        LockLease holder = bench.direct().lock("door").acquire();
        LockClient client = bench.direct();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            Lock lock = client.lock("door").asLock();
            lock.lock();
            flag.complete(Thread.currentThread().isInterrupted());
            lock.unlock();
        });
        waiter.start();
        until("two in the queue", () -> bench.queued("door") == 2);
        waiter.interrupt();
        until("it waits again", () -> waiter.getState() == Thread.State.WAITING && bench.queued("door") == 2);
        assertThat(flag).isNotDone();
        holder.close();
        assertThat(get(flag)).isTrue();
        waiter.join();
    }

    @Test
    @Tag("trap-26")
    void trap_26_no_wake_up_is_lost_in_thousands_of_handoffs() throws Exception {
        int handoffsEach = 700;
        Relay relay = new Relay(3);
        for (int i = 0; i < 3; i++) {
            relay.pass(bench.direct().lock("baton"), handoffsEach);
        }
        int before = -1;
        while (!relay.done.await(20, TimeUnit.SECONDS)) { // slow is not stuck: only a pause without any handoff is
            int now = relay.grants.get();
            assertThat(now).as("handoffs within 20 s").isGreaterThan(before);
            before = now;
        }
        assertThat(relay.overlaps).hasValue(0);
        assertThat(relay.tokens).hasSize(3 * handoffsEach).isSorted().doesNotHaveDuplicates();
    }

    /** Takes and gives back a lock again and again without a thread. The list is guarded by the lock itself. */
    private static final class Relay {
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger overlaps = new AtomicInteger();
        final AtomicInteger grants = new AtomicInteger();
        final List<Long> tokens = new ArrayList<>();
        final CountDownLatch done;

        Relay(int runners) {
            this.done = new CountDownLatch(runners);
        }

        void pass(DLock lock, int left) {
            if (left == 0) {
                done.countDown();
                return;
            }
            lock.acquireAsync(AcquireOptions.waitForever()).thenAccept(lease -> {
                if (inside.incrementAndGet() != 1) {
                    overlaps.incrementAndGet();
                }
                tokens.add(lease.token().zxid());
                grants.incrementAndGet();
                inside.decrementAndGet();
                lease.close();
                pass(lock, left - 1);
            });
        }
    }

    @Test
    @Tag("trap-28")
    void trap_28_a_release_wakes_one_waiter() throws Exception {
        LockLease holder = bench.direct().lock("door").acquire();
        LockClient client = bench.behindProxy(LONG);
        List<CompletableFuture<LockLease>> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(client.lock("door")
                    .acquireAsync(AcquireOptions.waitForever())
                    .toCompletableFuture());
        }
        until("all in the queue", () -> bench.queued("door") == 51);
        get(client.lock("door").inspectAsync()); // behind it, every waiter has set its watch
        int before = bench.proxy.requests();
        holder.close();
        LockLease next = get(waiting.get(0));
        get(next.verify());
        // and the two requests of verify
        assertThat(bench.proxy.requests() - before).isEqualTo(requestsOfHandOver() + 2);
        assertThat(waiting.subList(1, 50)).allMatch(future -> !future.isDone());
    }

    @Test
    @Tag("trap-29")
    void trap_29_waiters_on_one_lock_object_are_independent() throws Exception {
        LockClient client = bench.direct();
        DLock lock = client.lock("door");
        LockLease holder = lock.acquire();
        CompletableFuture<LockLease> leaving =
                lock.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        CompletableFuture<LockLease> staying =
                lock.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("three in the queue", () -> bench.queued("door") == 3);
        leaving.cancel(false);
        until("two in the queue", () -> bench.queued("door") == 2);
        assertThat(staying).isNotDone();
        holder.close();
        get(staying).close();
    }

    @Test
    @Tag("trap-30")
    void trap_30_user_code_that_blocks_stops_neither_pings_nor_losses() throws Exception {
        // longer than a busy machine stands still; shorter, and it would be the machine that lets the session expire
        LockClient client = bench.behindProxy(Duration.ofSeconds(2));
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < 5; i++) {
            var unused = client.lock("blocked" + i)
                    .acquireAsync(AcquireOptions.waitForever())
                    .thenAccept(lease -> awaitUninterruptibly(release));
        }
        LockLease lease = client.lock("door").acquire();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5_000);
        until("more than two timeouts have passed", () -> System.nanoTime() - deadline > 0);
        assertThat(lease.isValid()).isTrue();
        client.lock("other").acquire().close();
        CompletableFuture<LossReason> told = new CompletableFuture<>();
        lease.onLost(told::complete, Runnable::run);
        bench.proxy.blackhole();
        assertThat(get(told)).isEqualTo(LossReason.SESSION_EXPIRED);
        release.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Tag("trap-31")
    void trap_31_a_thousand_waiters_need_no_thread() throws Exception {
        LockClient client = bench.direct();
        DLock lock = client.lock("crowd");
        LockLease holder = lock.acquire();
        int threadsBefore = Thread.getAllStackTraces().size();
        List<CompletableFuture<LockLease>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(lock.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture());
        }
        until("all in the queue", () -> bench.queued("crowd") == 1_001);
        assertThat(Thread.getAllStackTraces().size()).isLessThanOrEqualTo(threadsBefore + 4);
        waiting.forEach(future -> future.thenAccept(LockLease::close));
        holder.close();
        get(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)));
        until("the queue is empty", () -> bench.queued("crowd") == 0);
        until("no watch is left", () -> client.core().session().watchCount() == 0);
        until("no place is followed", () -> client.core().session().placeCount() == 0);
    }

    @Test
    @Tag("trap-32")
    void trap_32_any_thread_may_release() throws Exception {
        LockClient client = bench.direct();
        LockLease lease = client.lock("door").acquire();
        Thread other = new Thread(lease::close);
        other.start();
        other.join();
        assertThat(client.lock("door").tryAcquire(Duration.ofSeconds(10))).isPresent();
    }

    @Test
    void a_shared_hold_ends_with_its_last_lease() throws Exception {
        LockClient client = bench.direct();
        LockLease outer = client.lock("door").acquire();
        LockLease inner = outer.reenter();
        assertThat(inner.token()).isEqualTo(outer.token());
        outer.close();
        outer.close();
        assertThat(outer.isValid()).isFalse();
        assertThat(inner.isValid()).isTrue();
        assertThat(bench.queued("door")).isEqualTo(1);
        assertThat(get(inner.releaseAsync())).isTrue();
        assertThat(bench.queued("door")).isZero();
        assertThatThrownBy(inner::reenter).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void the_thread_view_counts_holds() throws Exception {
        LockClient client = bench.direct();
        Lock lock = client.lock("door").asLock();
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        assertThat(bench.queued("door")).isEqualTo(1);
        CompletableFuture<Boolean> elsewhere = CompletableFuture.supplyAsync(lock::tryLock);
        assertThat(get(elsewhere)).isFalse();
        CompletableFuture<Void> stranger = CompletableFuture.runAsync(lock::unlock);
        assertThatThrownBy(() -> get(stranger)).hasCauseInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
        until("it is free", () -> bench.queued("door") == 0);
        assertThatThrownBy(lock::newCondition).isInstanceOf(UnsupportedOperationException.class);
    }
}
