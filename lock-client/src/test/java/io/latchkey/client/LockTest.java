package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.StockServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock as one uses it, against Apache ZooKeeper. */
class LockTest {
    @TempDir
    Path dir;

    private StockServer server;
    private LockClient client;

    @BeforeEach
    void start() {
        server = new StockServer(dir, 2000);
        client = LockClient.connect(server.address());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void one_at_a_time_with_rising_tokens() throws Exception {
        DLock lock = client.lock("orders/42");
        FencingToken first;
        try (LockLease lease = lock.acquire()) {
            first = lease.token();
            assertThat(lease.isValid()).isTrue();
            assertThat(lease.remaining()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
            assertThat(lock.tryAcquire()).isEmpty();
            assertThat(lock.tryAcquire(Duration.ofMillis(50))).isEmpty();
            get(lease.verify());
        }
        Optional<LockLease> second = lock.tryAcquire();
        assertThat(second).isPresent();
        assertThat(second.get().token()).isGreaterThan(first);
        assertThat(get(second.get().releaseAsync())).isTrue();
        assertThat(server.children("/locks/orders/42")).isEmpty();
    }

    @Test
    void a_lock_delay_is_refused_since_nobody_would_keep_it() throws Exception {
        DLock lock = client.lock("door");
        AcquireOptions delayed = AcquireOptions.waitForever().withLockDelay(Duration.ofSeconds(1));
        assertThatThrownBy(() -> lock.tryAcquire(delayed))
                .isInstanceOf(LockUnavailableException.class)
                .hasMessageContaining("lock-delay");
        LockLease holder = lock.acquire();
        AcquireOptions atOnce = AcquireOptions.within(Duration.ZERO).withLockDelay(Duration.ofMillis(1));
        assertThatThrownBy(() -> lock.tryAcquire(atOnce)).isInstanceOf(LockUnavailableException.class);
        assertThat(server.children("/locks/door")).hasSize(1);
        assertThat(lock.tryAcquire(AcquireOptions.within(Duration.ZERO).withLockDelay(Duration.ZERO)))
                .isEmpty();
        get(holder.releaseAsync());
    }

    @Test
    void waiters_are_served_in_order() throws Exception {
        DLock lock = client.lock("queue");
        LockLease holder = lock.acquire();
        CompletableFuture<LockLease> second =
                lock.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        CompletableFuture<LockLease> third =
                lock.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("three in the queue", () -> server.children("/locks/queue").size() == 3);
        LockInfo info = lock.inspect();
        assertThat(info.size()).isEqualTo(3);
        assertThat(info.holder().orElseThrow().token()).isEqualTo(holder.token());
        assertThat(second).isNotDone();
        holder.close();
        LockLease next = get(second);
        assertThat(third).isNotDone();
        next.close();
        get(third).close();
    }
}
