package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.testing.Bench;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.Revoker;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One queue with Curator's InterProcessMutex on the same path. */
class CuratorInteropTest {
    @TempDir
    Path dir;

    private Bench bench;
    private CuratorFramework curator;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    @BeforeEach
    void start() {
        bench = bench(dir);
        curator = CuratorFrameworkFactory.newClient(bench.server.address(), new RetryOneTime(100));
        curator.start();
    }

    @AfterEach
    void stop() {
        curator.close();
        bench.close();
    }

    @Test
    void we_wait_for_curator() throws Exception {
        InterProcessMutex mutex = new InterProcessMutex(curator, "/locks/shared");
        mutex.acquire();
        DLock lock = bench.direct().lock("shared");
        assertThat(lock.tryAcquire()).isEmpty();
        CompletableFuture<LockLease> waiting =
                lock.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("two in the queue", () -> bench.queued("shared") == 2);
        assertThat(waiting).isNotDone();
        assertThat(lock.inspect().queue()).hasSize(2);
        mutex.release();
        get(waiting).close();
    }

    @Test
    void curator_waits_for_us() throws Exception {
        DLock lock = bench.direct().lock("shared");
        LockLease lease = lock.acquire();
        InterProcessMutex mutex = new InterProcessMutex(curator, "/locks/shared");
        assertThat(mutex.acquire(50, TimeUnit.MILLISECONDS)).isFalse();
        CompletableFuture<Boolean> theirs = CompletableFuture.supplyAsync(() -> enter(mutex));
        until("two in the queue", () -> bench.queued("shared") == 2);
        assertThat(theirs).isNotDone();
        lease.close();
        assertThat(get(theirs)).isTrue();
    }

    private static boolean enter(InterProcessMutex mutex) {
        try {
            mutex.acquire();
            mutex.release();
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void curators_revoker_reaches_us() throws Exception {
        LockLease lease = bench.direct()
                .lock("shared")
                .tryAcquire(AcquireOptions.waitForever().withRevocable(true))
                .orElseThrow();
        CompletableFuture<String> heard = new CompletableFuture<>();
        lease.onRevoke(() -> heard.complete("asked"), Runnable::run);
        InterProcessMutex mutex = new InterProcessMutex(curator, "/locks/shared");
        until("Curator's server shows our entry", () -> !nodes(mutex).isEmpty());
        Revoker.attemptRevoke(curator, nodes(mutex).iterator().next());
        get(heard);
        assertThat(lease.isValid()).isTrue();
    }

    private static Collection<String> nodes(InterProcessMutex mutex) {
        try {
            return mutex.getParticipantNodes();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void we_reach_curators_revocable_mutex() throws Exception {
        InterProcessMutex mutex = new InterProcessMutex(curator, "/locks/shared");
        CompletableFuture<String> heard = new CompletableFuture<>();
        mutex.makeRevocable(lock -> heard.complete("asked"), Runnable::run);
        mutex.acquire();
        assertThat(bench.direct().lock("shared").requestRelease()).isTrue();
        get(heard);
        mutex.release();
    }

    @Test
    void a_mixed_queue_is_served_in_order() throws Exception {
        DLock lock = bench.direct().lock("shared");
        LockLease holder = lock.acquire();
        List<String> order = new ArrayList<>(); // guarded by the lock under test
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String name = (i % 2 == 0 ? "ours-" : "curator-") + i;
            int place = i + 2;
            if (i % 2 == 0) {
                all.add(lock.acquireAsync(AcquireOptions.waitForever())
                        .thenAccept(lease -> {
                            order.add(name);
                            lease.close();
                        })
                        .toCompletableFuture());
            } else {
                InterProcessMutex mutex = new InterProcessMutex(curator, "/locks/shared");
                all.add(CompletableFuture.runAsync(
                        () -> enterAs(name, mutex, order), task -> new Thread(task).start()));
            }
            until("the next is in the queue", () -> bench.queued("shared") == place);
        }
        holder.close();
        get(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
        assertThat(order).containsExactly("ours-0", "curator-1", "ours-2", "curator-3", "ours-4", "curator-5");
    }

    private static void enterAs(String name, InterProcessMutex mutex, List<String> order) {
        try {
            mutex.acquire();
            order.add(name);
            mutex.release();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
