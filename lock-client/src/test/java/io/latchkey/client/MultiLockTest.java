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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several locks at once. */
@Timeout(100)
class MultiLockTest {
    private static final Duration LONG = Duration.ofSeconds(4);

    @TempDir
    Path dir;

    private Bench bench;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    /** The request that makes the entries. */
    int makesEntries() {
        return FaultProxy.MULTI;
    }

    @BeforeEach
    void start() {
        bench = bench(dir);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static CompletableFuture<MultiLease> queueUp(MultiLock locks) {
        return locks.acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
    }

    private void awaitEmpty(String... names) throws Exception {
        for (String name : names) {
            until("nobody in the queue of " + name, () -> bench.queued(name) == 0);
        }
    }

    @Test
    @Tag("trap-38")
    void trap_38_all_are_taken_and_given_back_together() throws Exception {
        LockClient client = bench.direct();
        MultiLease lease = client.all("b", "a/x", "c").acquire();
        assertThat(lease.tokens()).extracting(FencingToken::lock).containsExactly("b", "a/x", "c");
        assertThat(lease.tokens())
                .extracting(FencingToken::zxid)
                .as("one transaction")
                .containsOnly(lease.token("a/x").zxid());
        assertThat(lease.isValid()).isTrue();
        get(lease.verify());
        LockClient other = bench.direct();
        for (String name : List.of("a/x", "b", "c")) {
            assertThat(other.lock(name).tryAcquire()).isEmpty();
            assertThat(lease.guard(name).path()).startsWith("/locks/" + name + "/");
        }
        assertThat(get(lease.releaseAsync())).isTrue();
        assertThat(lease.isValid()).isFalse();
        awaitEmpty("a/x", "b", "c");
        MultiLease next = other.all("c", "b").tryAcquire().orElseThrow();
        assertThat(next.token("c")).isGreaterThan(lease.token("c"));
        assertThatThrownBy(() -> next.token("a/x")).isInstanceOf(IllegalArgumentException.class);
        next.close();
    }

    @Test
    @Tag("trap-38")
    void trap_38_while_one_is_held_the_others_are_reserved_and_time_is_counted_once() throws Exception {
        LockClient other = bench.direct();
        LockLease b = other.lock("b").acquire();
        LockClient client = bench.direct();
        assertThat(client.all("a", "b", "c").tryAcquire()).isEmpty();
        assertThat(bench.queued("a")).isZero();
        long before = System.nanoTime();
        assertThat(client.all("a", "b", "c").tryAcquire(Duration.ofMillis(300))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(299), LONG);
        until("only the holder is left", () -> bench.queued("a") + bench.queued("b") + bench.queued("c") == 1);
        CompletableFuture<MultiLease> waiting = queueUp(client.all("a", "b", "c"));
        until("it waits", () -> bench.queued("b") == 2);
        assertThat(other.lock("a").tryAcquire()).isEmpty();
        b.close();
        get(waiting).close();
        awaitEmpty("a", "b", "c");
        LockLease c = other.lock("c").acquire();
        CompletableFuture<MultiLease> leaving = queueUp(client.all("c", "a"));
        until("it waits", () -> bench.queued("c") == 2);
        leaving.cancel(false);
        awaitEmpty("a");
        c.close();
        awaitEmpty("c");
    }

    @Test
    @Tag("trap-38")
    void trap_38_opposite_orders_never_wait_for_each_other() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        String[][] orders = {{"a", "b", "c"}, {"c", "b", "a"}, {"b", "a"}, {"b", "c"}};
        for (String[] order : orders) {
            pass(bench.direct().all(order), 100, inside, overlaps, done);
        }
        assertThat(done.await(80, TimeUnit.SECONDS)).isTrue();
        assertThat(overlaps).as("all of them need b").hasValue(0);
    }

    private static void pass(
            MultiLock locks, int left, AtomicInteger inside, AtomicInteger overlaps, CountDownLatch done) {
        if (left == 0) {
            done.countDown();
            return;
        }
        queueUp(locks).thenAccept(lease -> {
            if (inside.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            inside.decrementAndGet();
            lease.close();
            pass(locks, left - 1, inside, overlaps, done);
        });
    }

    @Test
    void an_answer_or_a_request_that_is_lost_leaves_one_entry_each() throws Exception {
        LockClient client = bench.behindProxy(LONG);
        for (int i = 0; i < 3; i++) {
            if (i < 2) {
                client.all("a", "b").acquire().close(); // makes the nodes, the first time by more requests
                awaitEmpty("a", "b");
            }
            if (i == 0) {
                bench.proxy.dropNextRequest(makesEntries());
            } else {
                bench.proxy.dropNextReplyTo(makesEntries());
            }
            MultiLease lease = i < 2
                    ? client.all("a", "b").acquire()
                    : client.all("a", "b").tryAcquire().orElseThrow();
            assertThat(bench.proxy.dropped()).isTrue();
            assertThat(bench.queued("a")).isEqualTo(1);
            assertThat(bench.queued("b")).isEqualTo(1);
            get(lease.verify());
            if (i == 1) {
                bench.proxy.dropNextReplyTo(FaultProxy.MULTI);
            }
            assertThat(get(lease.releaseAsync())).isTrue();
            awaitEmpty("a", "b");
        }
    }

    @Test
    void one_that_is_lost_takes_the_others_with_it() throws Exception {
        LockClient client = bench.direct();
        MultiLease lease = client.all("a", "b", "c").acquire();
        CompletableFuture<LossReason> told = new CompletableFuture<>();
        lease.onLost(told::complete, Runnable::run);
        bench.server.remove("/locks/b/" + bench.server.children("/locks/b").get(0));
        assertThat(get(told)).isEqualTo(LossReason.ENTRY_REMOVED);
        assertThat(lease.isValid()).isFalse();
        assertThat(get(lease.releaseAsync())).isFalse();
        awaitEmpty("a", "b", "c");
    }

    @Test
    void one_that_is_lost_while_others_are_waited_for_ends_the_wait() throws Exception {
        LockClient other = bench.direct();
        LockLease b = other.lock("b").acquire();
        CompletableFuture<MultiLease> waiting = queueUp(bench.direct().all("a", "b"));
        until("it waits", () -> bench.queued("b") == 2);
        get(other.lock("a").inspectAsync());
        bench.server.remove("/locks/a/" + bench.server.children("/locks/a").get(0));
        assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(LockUnavailableException.class);
        until("only the holder is left", () -> bench.queued("a") + bench.queued("b") == 1);
        b.close();
    }

    @Test
    void they_expire_together() throws Exception {
        LockClient client = bench.behindProxy(Duration.ofSeconds(2));
        MultiLease lease = client.all("a", "b").acquire();
        bench.proxy.blackhole();
        assertThat(get(lease.lost())).isEqualTo(LossReason.SESSION_EXPIRED);
        assertThat(lease.remaining()).isZero();
        MultiLease next = bench.direct().all("b", "a").acquire();
        assertThat(next.token("a")).isGreaterThan(lease.token("a"));
        next.close();
    }

    @Test
    void only_1_to_128_different_names_of_locks_can_be_taken() throws Exception {
        LockClient client = bench.direct();
        assertThatThrownBy(() -> client.all("a", "b", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lock a is named twice");
        assertThatThrownBy(client::all).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.all("a", "/b")).isInstanceOf(IllegalArgumentException.class);
        List<String> names = new ArrayList<>();
        IntStream.range(0, 128).forEach(i -> names.add("many/" + i));
        MultiLease most = client.all(names.toArray(String[]::new)).acquire();
        get(most.verify());
        assertThat(get(most.releaseAsync())).isTrue();
        names.add("more");
        assertThatThrownBy(() -> client.all(names.toArray(String[]::new)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("128");
    }
}
