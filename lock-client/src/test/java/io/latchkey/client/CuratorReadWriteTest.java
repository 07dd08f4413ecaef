package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.testing.Bench;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One queue with Curator's InterProcessReadWriteLock on the same path. */
@Timeout(100)
class CuratorReadWriteTest {
    @TempDir
    Path dir;

    private Bench bench;
    private CuratorFramework curator;
    private InterProcessReadWriteLock theirs;
    private DReadWriteLock ours;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    @BeforeEach
    void start() {
        bench = bench(dir);
        curator = CuratorFrameworkFactory.newClient(bench.server.address(), new RetryOneTime(100));
        curator.start();
        theirs = new InterProcessReadWriteLock(curator, "/locks/shared");
        ours = bench.direct().readWriteLock("shared");
    }

    @AfterEach
    void stop() {
        curator.close();
        bench.close();
    }

    private CompletableFuture<LockLease> queueUp(DLock lock) throws Exception {
        int before = bench.queued("shared");
        CompletableFuture<LockLease> waiting =
                lock.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("one more in the queue", () -> bench.queued("shared") == before + 1);
        return waiting;
    }

    private static boolean tries(org.apache.curator.framework.recipes.locks.InterProcessMutex lock) throws Exception {
        return lock.acquire(50, TimeUnit.MILLISECONDS);
    }

    @Test
    void readers_share_and_writers_exclude_both_ways() throws Exception {
        theirs.readLock().acquire();
        LockLease reader = ours.readLock().acquire();
        assertThat(ours.writeLock().tryAcquire()).isEmpty();
        theirs.readLock().release();
        assertThat(tries(theirs.writeLock())).as("beside our reader").isFalse();
        assertThat(tries(theirs.readLock())).as("beside our reader").isTrue();
        CompletableFuture<LockLease> writer = queueUp(ours.writeLock());
        reader.close();
        get(reader.releaseAsync());
        assertThat(writer).isNotDone();
        theirs.readLock().release();
        LockLease written = get(writer);
        assertThat(tries(theirs.readLock())).as("beside our writer").isFalse();
        written.close();
        theirs.writeLock().acquire();
        assertThat(ours.readLock().tryAcquire()).isEmpty();
        theirs.writeLock().release();
        get(queueUp(ours.readLock())).close();
    }

    @Test
    @Tag("trap-35")
    void trap_35_curator_steps_down_to_reading_before_our_queued_writer() throws Exception {
        theirs.writeLock().acquire();
        CompletableFuture<LockLease> reader = queueUp(ours.readLock());
        CompletableFuture<LockLease> writer = queueUp(ours.writeLock());
        theirs.readLock().acquire();
        theirs.writeLock().release();
        LockLease beside = get(reader);
        get(beside.verify());
        assertThat(get(beside.releaseAsync())).isTrue();
        get(bench.direct().lock("shared").inspectAsync());
        assertThat(writer).isNotDone();
        theirs.readLock().release();
        get(writer).close();
    }

    @Test
    @Tag("trap-35")
    void trap_35_we_step_down_to_reading_before_curators_queued_writer() throws Exception {
        LockLease writer = ours.writeLock().acquire();
        CompletableFuture<Boolean> entered = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        theirs.writeLock().acquire();
                        theirs.writeLock().release();
                        return true;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());
        until("two in the queue", () -> bench.queued("shared") == 2);
        LockLease reader = ours.downgrade(writer);
        // Curator has looked and waits again: only then it would have entered wrongly
        assertThat(ours.writeLock().tryAcquire()).isEmpty();
        get(reader.verify());
        assertThat(entered).isNotDone();
        reader.close();
        assertThat(get(entered)).isTrue();
    }
}
