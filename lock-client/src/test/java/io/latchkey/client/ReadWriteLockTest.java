package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.Bench;
import io.latchkey.client.testing.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers, writers, and how one becomes the other. */
@Timeout(100)
class ReadWriteLockTest {
    private static final Duration LONG = Duration.ofSeconds(4);

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

    private CompletableFuture<LockLease> queueUp(DLock lock) throws Exception {
        int before = bench.queued("door");
        CompletableFuture<LockLease> waiting =
                lock.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("one more in the queue", () -> bench.queued("door") == before + 1);
        return waiting;
    }

    @Test
    @Tag("trap-28")
    @Tag("trap-37")
    void readers_share_and_writers_exclude_in_the_order_of_asking() throws Exception {
        DReadWriteLock lock = bench.direct().readWriteLock("door");
        DReadWriteLock other = bench.direct().readWriteLock("door");
        LockLease first = lock.readLock().acquire();
        LockLease second = other.readLock().tryAcquire().orElseThrow();
        assertThat(other.writeLock().tryAcquire()).isEmpty();
        CompletableFuture<LockLease> writer = queueUp(other.writeLock());
        assertThat(lock.readLock().tryAcquire()).as("a writer is before it").isEmpty();
        List<CompletableFuture<LockLease>> readers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            readers.add(queueUp((i % 2 == 0 ? lock : other).readLock()));
        }
        CompletableFuture<LockLease> mutex = queueUp(bench.direct().lock("door"));
        first.close();
        get(second.verify());
        assertThat(writer).isNotDone();
        second.close();
        LockLease written = get(writer);
        assertThat(readers).noneMatch(CompletableFuture::isDone);
        written.close();
        for (CompletableFuture<LockLease> reader : readers) {
            assertThat(get(reader).token()).isGreaterThan(written.token());
        }
        assertThat(mutex).isNotDone();
        for (CompletableFuture<LockLease> reader : readers) {
            get(reader).close();
        }
        get(mutex).close();
    }

    @Test
    @Tag("trap-37")
    void a_writer_that_gives_up_lets_the_readers_behind_it_in() throws Exception {
        DReadWriteLock lock = bench.direct().readWriteLock("door");
        LockLease reader = lock.readLock().acquire();
        CompletableFuture<LockLease> writer = queueUp(lock.writeLock());
        CompletableFuture<LockLease> waiting =
                queueUp(bench.direct().readWriteLock("door").readLock());
        writer.cancel(false);
        get(waiting).close();
        assertThat(reader.isValid()).isTrue();
    }

    @Test
    @Tag("trap-35")
    @Tag("trap-23")
    void a_downgrade_lets_readers_in_but_no_writer_and_keeps_the_token() throws Exception {
        DReadWriteLock lock = bench.direct().readWriteLock("door");
        DReadWriteLock other = bench.direct().readWriteLock("door");
        LockLease writer = lock.writeLock().acquire();
        CompletableFuture<LockLease> reader = queueUp(other.readLock());
        CompletableFuture<LockLease> rival = queueUp(other.writeLock());
        CompletableFuture<LockLease> late = queueUp(other.readLock());
        LockLease mine = lock.downgrade(writer);
        assertThat(writer.isValid()).isFalse();
        assertThat(mine.token()).isEqualTo(writer.token());
        get(mine.verify());
        assertThat(get(writer.releaseAsync())).as("it went on as another").isTrue();
        LockLease beside = get(reader);
        assertThat(rival).isNotDone();
        beside.close();
        get(mine.verify());
        assertThat(rival).isNotDone();
        assertThat(get(mine.releaseAsync())).isTrue();
        LockLease next = get(rival);
        assertThat(next.token()).isGreaterThan(mine.token());
        assertThat(late).isNotDone();
        next.close();
        get(late).close();
        until("nobody in the queue", () -> bench.queued("door") == 0);
    }

    @Test
    @Tag("trap-35")
    void a_downgrade_whose_answer_or_request_is_lost_happens_once() throws Exception {
        DReadWriteLock lock = bench.behindProxy(LONG).readWriteLock("door");
        for (int i = 0; i < 2; i++) {
            LockLease writer = lock.writeLock().acquire();
            if (i == 0) {
                bench.proxy.dropNextReplyTo(FaultProxy.MULTI);
            } else {
                bench.proxy.dropNextRequest(FaultProxy.MULTI);
            }
            LockLease reader = lock.downgrade(writer);
            assertThat(bench.proxy.dropped()).isTrue();
            assertThat(bench.server.children("/locks/door")).hasSize(1).allMatch(name -> name.contains("__READ__"));
            get(reader.verify());
            assertThat(get(reader.releaseAsync())).isTrue();
        }
    }

    @Test
    void a_downgraded_hold_is_lost_when_its_entry_is_removed() throws Exception {
        DReadWriteLock lock = bench.direct().readWriteLock("door");
        LockLease reader = lock.downgrade(lock.writeLock().acquire());
        get(reader.verify());
        bench.server.remove(
                "/locks/door/" + bench.server.children("/locks/door").get(0));
        assertThat(get(reader.lost())).isEqualTo(LossReason.ENTRY_REMOVED);
        LockLease writer = lock.writeLock().acquire();
        bench.server.remove(
                "/locks/door/" + bench.server.children("/locks/door").get(0));
        assertThatThrownBy(() -> lock.downgrade(writer)).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void only_the_sole_valid_lease_of_a_writer_of_this_lock_is_downgraded() throws Exception {
        LockClient client = bench.direct();
        DReadWriteLock lock = client.readWriteLock("door");
        LockLease reader = lock.readLock().acquire();
        assertThatThrownBy(() -> lock.downgrade(reader)).isInstanceOf(IllegalArgumentException.class);
        reader.close();
        LockLease elsewhere = client.readWriteLock("other").writeLock().acquire();
        assertThatThrownBy(() -> lock.downgrade(elsewhere)).isInstanceOf(IllegalArgumentException.class);
        LockLease writer = lock.writeLock().acquire();
        LockLease again = writer.reenter();
        assertThatThrownBy(() -> lock.downgrade(writer)).isInstanceOf(IllegalStateException.class);
        assertThat(writer.isValid()).isTrue();
        again.close();
        lock.downgrade(writer).close();
        assertThatThrownBy(() -> lock.downgrade(writer)).isInstanceOf(LeaseLostException.class);
    }

    @Test
    @Tag("trap-36")
    void trap_36_a_thread_that_reads_and_wants_to_write_is_told_at_once() throws Exception {
        ReadWriteLock lock = bench.direct().readWriteLock("door").asReadWriteLock();
        lock.readLock().lock();
        lock.readLock().lock();
        assertThatThrownBy(() -> lock.writeLock().lock())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wait for itself");
        assertThatThrownBy(() -> lock.writeLock().tryLock()).isInstanceOf(IllegalStateException.class);
        lock.readLock().unlock();
        assertThatThrownBy(() -> lock.writeLock().tryLock(1, java.util.concurrent.TimeUnit.HOURS))
                .isInstanceOf(IllegalStateException.class);
        assertThat(bench.queued("door")).isEqualTo(1);
        lock.readLock().unlock();
        assertThat(lock.writeLock().tryLock()).isTrue();
        lock.writeLock().unlock();
    }

    @Test
    @Tag("trap-35")
    void a_thread_that_writes_may_read_and_then_stop_writing() throws Exception {
        DReadWriteLock source = bench.direct().readWriteLock("door");
        DReadWriteLock other = bench.direct().readWriteLock("door");
        ReadWriteLock lock = source.asReadWriteLock();
        lock.writeLock().lock();
        lock.writeLock().lock();
        lock.readLock().lock();
        CompletableFuture<LockLease> reader = queueUp(other.readLock());
        lock.writeLock().unlock();
        assertThat(other.readLock().tryAcquire()).isEmpty();
        lock.writeLock().unlock();
        get(reader).close();
        assertThat(other.writeLock().tryAcquire()).isEmpty();
        assertThatThrownBy(() -> lock.writeLock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
        lock.readLock().unlock();
        assertThatThrownBy(() -> lock.readLock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
        other.writeLock().acquire().close();
    }
}
