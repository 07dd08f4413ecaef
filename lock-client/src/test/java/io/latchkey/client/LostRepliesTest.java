package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.Bench;
import io.latchkey.client.testing.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent may have happened although nobody said so: traps of creating, withdrawing and releasing. */
class LostRepliesTest {
    private static final Duration SESSION = Duration.ofSeconds(4);

    @TempDir
    Path dir;

    private Bench bench;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    /** The request that makes an entry. */
    int makesEntry() {
        return FaultProxy.CREATE;
    }

    @BeforeEach
    void start() {
        bench = bench(dir);
        try (LockClient warmUp = bench.direct();
                LockLease lease = acquire(warmUp, "door")) {
            lease.ensureValid(); // the lock's parents exist from here on
        }
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static LockLease acquire(LockClient client, String name) {
        try {
            return client.lock(name).acquire();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Tag("trap-01")
    void trap_1_a_create_whose_reply_is_lost_makes_one_entry() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        bench.proxy.dropNextReplyTo(makesEntry());
        LockLease lease = client.lock("door").acquire();
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(bench.queued("door")).isEqualTo(1);
        assertThat(client.lock("door").inspect().holder().orElseThrow().token()).isEqualTo(lease.token());
        assertThat(get(lease.releaseAsync())).isTrue();
        assertThat(bench.queued("door")).isZero();
    }

    @Test
    @Tag("trap-01")
    void trap_1_a_create_that_never_arrived_is_made_again() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        bench.proxy.dropNextRequest(makesEntry());
        LockLease lease = client.lock("door").acquire();
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(bench.queued("door")).isEqualTo(1);
        lease.close();
    }

    @Test
    @Tag("trap-02")
    void trap_2_an_interrupted_create_leaves_nothing() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        bench.proxy.blackhole();
        CompletableFuture<Boolean> flagAfter = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try (LockLease lease = client.lock("door").acquire()) {
                flagAfter.completeExceptionally(new AssertionError(lease.toString()));
            } catch (InterruptedException e) {
                flagAfter.complete(Thread.currentThread().isInterrupted());
            }
        });
        waiter.start();
        until("it waits", () -> waiter.getState() == Thread.State.WAITING);
        waiter.interrupt();
        assertThat(flagAfter.get(20, TimeUnit.SECONDS)).isFalse();
        bench.proxy.heal();
        // behind everything the interrupted attempt had sent, on the same session
        LockLease lease = client.lock("door").acquire();
        until("only the new entry", () -> bench.queued("door") == 1);
        lease.close();
    }

    @Test
    @Tag("trap-02")
    void trap_2_a_cancelled_create_whose_reply_is_lost_leaves_nothing() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        LockClient other = bench.direct();
        LockLease holder = other.lock("door").acquire();
        bench.proxy.dropNextReplyTo(makesEntry());
        CompletableFuture<LockLease> waiting =
                client.lock("door").acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("the reply is lost", bench.proxy::dropped);
        waiting.cancel(true);
        until("its entry is gone", () -> bench.queued("door") == 1);
        holder.close();
    }

    @Test
    @Tag("trap-03")
    void trap_3_an_entry_of_an_expired_session_is_never_taken_for_ones_own() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        long session = sessionOf(client);
        bench.proxy.refuse();
        bench.proxy.dropNextReplyTo(makesEntry());
        CompletableFuture<LockLease> waiting =
                client.lock("door").acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("the reply is lost", bench.proxy::dropped);
        bench.server.expire(session);
        bench.proxy.heal();
        assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(LockUnavailableException.class);
        assertThat(client.lock("door").acquire().isValid()).isTrue();
        assertThat(sessionOf(client)).isNotEqualTo(session);
    }

    private static long sessionOf(LockClient client) {
        return client.core().session().incarnation().id();
    }

    @Test
    @Tag("trap-04")
    void trap_4_a_short_disconnect_neither_loses_nor_doubles_an_entry() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        LockLease holder = client.lock("door").acquire();
        CompletableFuture<LockLease> waiting =
                client.lock("door").acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("two in the queue", () -> bench.queued("door") == 2);
        for (int i = 0; i < 3; i++) {
            bench.proxy.cut();
            get(holder.verify()); // waits for the connection to be back
            assertThat(holder.isValid()).isTrue();
            assertThat(bench.queued("door")).isEqualTo(2);
        }
        holder.close();
        LockLease next = get(waiting);
        assertThat(bench.queued("door")).isEqualTo(1);
        next.close();
    }

    @Test
    @Tag("trap-04")
    void trap_4_a_verification_whose_answer_is_lost_asks_again() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        LockLease holder = client.lock("door").acquire();
        bench.proxy.dropNextReplyTo(FaultProxy.EXISTS);
        get(holder.verify());
        assertThat(bench.proxy.dropped()).isTrue();
        bench.proxy.dropNextRequest(FaultProxy.EXISTS);
        get(holder.verify());
        assertThat(holder.isValid()).isTrue();
    }

    @Test
    @Tag("trap-04")
    void trap_4_a_release_that_happens_while_a_waiter_is_away_wakes_it() throws Exception {
        LockLease holder = bench.direct().lock("door").acquire();
        LockClient client = bench.behindProxy(SESSION);
        CompletableFuture<LockLease> waiting =
                client.lock("door").acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        until("two in the queue", () -> bench.queued("door") == 2);
        bench.proxy.refuse();
        bench.proxy.cut();
        until("it has noticed", () -> client.state() == ConnectionState.SUSPENDED);
        get(holder.releaseAsync());
        assertThat(waiting).isNotDone();
        bench.proxy.heal();
        assertThat(get(waiting).isValid()).isTrue();
    }

    @Test
    @Tag("trap-05")
    void trap_5_a_release_is_repeated_until_confirmed() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        LockLease lease = client.lock("door").acquire();
        bench.proxy.dropNextReplyTo(FaultProxy.DELETE);
        assertThat(get(lease.releaseAsync())).isTrue();
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(bench.queued("door")).isZero();

        LockLease again = client.lock("door").acquire();
        bench.proxy.dropNextRequest(FaultProxy.DELETE);
        assertThat(get(again.releaseAsync())).isTrue();
        assertThat(bench.queued("door")).isZero();
        client.lock("door").acquire().close();
    }

    @Test
    @Tag("trap-06")
    void trap_6_a_try_that_fails_while_the_connection_is_gone_leaves_nothing() throws Exception {
        LockLease holder = bench.direct().lock("door").acquire();
        LockClient client = bench.behindProxy(SESSION);
        CompletableFuture<LockLease> waiting = client.lock("door")
                .acquireAsync(AcquireOptions.within(Duration.ofMillis(300)))
                .toCompletableFuture();
        until("two in the queue", () -> bench.queued("door") == 2);
        bench.proxy.refuse();
        bench.proxy.cut();
        assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(LockUnavailableException.class);
        bench.proxy.heal();
        until("its entry is gone", () -> bench.queued("door") == 1);
        assertThat(holder.isValid()).isTrue();
    }

    @Test
    @Tag("trap-20")
    void trap_20_a_repeated_release_never_frees_a_newer_hold() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        LockLease old = client.lock("door").acquire();
        bench.proxy.dropNextReplyTo(FaultProxy.DELETE);
        old.close();
        LockLease newer = client.lock("door").acquire();
        old.close();
        assertThat(get(old.releaseAsync())).isTrue();
        get(newer.verify());
        assertThat(bench.queued("door")).isEqualTo(1);
    }
}
