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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How ownership ends without being given up, and that the holder is the first to know. */
class LostOwnershipTest {
    private static final Duration SHORT = Duration.ofMillis(900);
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

    @Test
    @Tag("trap-08")
    void trap_8_with_all_servers_down_the_deadline_holds() throws Exception {
        LockClient client = bench.behindProxy(LONG);
        bench.server.stop();
        long begun = System.nanoTime();
        assertThatThrownBy(() -> client.lock("door").tryAcquire(Duration.ofMillis(700)))
                .isInstanceOf(LockUnavailableException.class)
                .hasMessageContaining("no connection");
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        assertThat(tookMillis).isBetween(700L, 950L);
    }

    @Test
    @Tag("trap-08")
    void trap_8_with_a_silent_server_the_deadline_holds() throws Exception {
        LockClient client = bench.behindProxy(LONG);
        bench.proxy.blackhole();
        long begun = System.nanoTime();
        assertThat(client.lock("door").tryAcquire(Duration.ofMillis(700))).isEmpty();
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        assertThat(tookMillis).isBetween(700L, 950L);
    }

    @Test
    @Tag("trap-12")
    void trap_12_a_partitioned_holder_knows_before_the_next_one_holds() throws Exception {
        LockClient cutOff = bench.behindProxy(SHORT);
        LockLease lease = cutOff.lock("door").acquire();
        BlockingQueue<LossReason> losses = new LinkedBlockingQueue<>();
        lease.onLost(losses::add, Runnable::run);
        CompletableFuture<Boolean> validAtHandoff = new CompletableFuture<>();
        CompletableFuture<LossReason> lostBefore = lease.lost().toCompletableFuture();
        CompletableFuture<LockLease> next = bench.direct()
                .lock("door")
                .acquireAsync(AcquireOptions.waitForever())
                .toCompletableFuture();
        var unused = next.thenAccept(granted -> validAtHandoff.complete(lease.isValid()));
        until("two in the queue", () -> bench.queued("door") == 2);
        bench.proxy.blackhole();

        assertThat(get(lostBefore)).isEqualTo(LossReason.SESSION_EXPIRED);
        assertThat(get(validAtHandoff)).isFalse();
        assertThat(get(next).token()).isGreaterThan(lease.token());
        assertThat(losses.poll(20, TimeUnit.SECONDS)).isEqualTo(LossReason.SESSION_EXPIRED);
        assertThat(losses).isEmpty();
        assertThat(get(lease.releaseAsync())).isFalse();
    }

    @Test
    @Tag("trap-13")
    void trap_13_entering_again_after_the_loss_says_so() throws Exception {
        LockClient client = bench.behindProxy(LONG);
        Lock lock = client.lock("door").asLock();
        lock.lock();
        Incarnation old = client.core().session().incarnation();
        bench.server.expire(old.id());
        until("the loss is known and the client is back", () -> {
            Incarnation now = client.core().session().incarnation();
            return now != null && now != old && client.state() == ConnectionState.CONNECTED;
        });
        assertThatThrownBy(lock::lock).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(lock::unlock).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.lock();
        lock.unlock();
    }

    @Test
    @Tag("trap-18")
    void trap_18_a_waiter_whose_session_is_gone_fails_at_once() throws Exception {
        LockLease holder = bench.direct().lock("door").acquire();
        LockClient client = bench.behindProxy(LONG);
        CompletableFuture<LockLease> waiting =
                client.lock("door").acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("two in the queue", () -> bench.queued("door") == 2);
        bench.server.expire(client.core().session().incarnation().id());
        assertThatThrownBy(() -> get(waiting))
                .hasCauseInstanceOf(LockUnavailableException.class)
                .hasMessageContaining("session expired");
        assertThat(holder.isValid()).isTrue();
    }

    @Test
    @Tag("trap-19")
    void trap_19_a_process_that_was_stopped_knows_before_it_can_do_anything() throws Exception {
        LockClient client = bench.behindProxy(LONG);
        LockLease lease = client.lock("door").acquire();
        BlockingQueue<LossReason> losses = new LinkedBlockingQueue<>();
        lease.onLost(losses::add, Runnable::run);
        bench.clock.jump(Duration.ofMinutes(1));
        assertThat(lease.isValid()).isFalse();
        assertThat(lease.remaining()).isZero();
        assertThatThrownBy(lease::ensureValid).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(lease::reenter).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> get(lease.verify())).hasCauseInstanceOf(LeaseLostException.class);
        assertThat(losses.poll(20, TimeUnit.SECONDS)).isEqualTo(LossReason.SESSION_EXPIRED);
        // the servers have not noticed anything: the old session is closed, not waited for
        LockLease next = client.lock("door").acquire();
        assertThat(next.token()).isGreaterThan(lease.token());
        assertThat(bench.queued("door")).isEqualTo(1);
        assertThat(losses).isEmpty();
    }

    @Test
    @Tag("trap-11")
    void trap_11_tokens_rise_across_deletion_of_the_lock() throws Exception {
        LockClient client = bench.direct();
        FencingToken last = new FencingToken("door", 0);
        for (int i = 0; i < 3; i++) {
            LockLease lease = client.lock("door").acquire();
            assertThat(lease.token()).isGreaterThan(last);
            last = lease.token();
            assertThat(get(lease.releaseAsync())).isTrue();
            bench.server.remove("/locks/door");
        }
    }

    @Test
    void an_entry_that_somebody_removes_is_a_loss() throws Exception {
        LockClient client = bench.direct();
        LockLease lease = client.lock("door").acquire();
        CompletableFuture<LockLease> waiting =
                client.lock("door").acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("two in the queue", () -> bench.queued("door") == 2);
        String first = bench.server.children("/locks/door").stream()
                .min((a, b) -> a.substring(a.length() - 10).compareTo(b.substring(b.length() - 10)))
                .orElseThrow();
        bench.server.remove("/locks/door/" + first);
        assertThat(get(lease.lost())).isEqualTo(LossReason.ENTRY_REMOVED);
        assertThat(lease.isValid()).isFalse();
        get(waiting).close();
    }

    @Test
    void closing_the_client_ends_everything() throws Exception {
        LockClient client = bench.direct();
        LockClient other = bench.direct();
        LockLease lease = client.lock("door").acquire();
        CompletableFuture<LockLease> waiting =
                client.lock("door").acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("two in the queue", () -> bench.queued("door") == 2);
        client.close();
        assertThat(get(lease.lost())).isEqualTo(LossReason.CLIENT_CLOSED);
        assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(LockUnavailableException.class);
        Optional<LockLease> next = other.lock("door").tryAcquire(Duration.ofSeconds(10));
        assertThat(next).isPresent();
        assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        lease.close();
        client.close();
        assertThatThrownBy(() -> client.lock("door").acquire()).isInstanceOf(LockUnavailableException.class);
        assertThatThrownBy(() -> client.lock("door").tryAcquire(Duration.ofSeconds(1)))
                .isInstanceOf(LockUnavailableException.class);
        assertThatThrownBy(() -> client.lock("door").inspect()).isInstanceOf(ServiceUnavailableException.class);
    }

    @Test
    void a_server_that_restarts_within_the_timeout_costs_nothing() throws Exception {
        LockClient client = bench.direct();
        LockLease lease = client.lock("door").acquire();
        bench.server.stop();
        until("it has noticed", () -> client.state() == ConnectionState.SUSPENDED);
        assertThat(lease.isValid()).isTrue();
        bench.server.start();
        get(lease.verify());
        assertThat(lease.isValid()).isTrue();
    }
}
