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
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.retry.RetryNTimes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters and latches: each change happens once, whatever becomes of the answer. */
class CounterTest {
    private static final Duration SESSION = Duration.ofSeconds(4);

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
    void a_counter_begins_at_0_and_is_gone_when_deleted() throws Exception {
        DCounter counter = bench.direct().counter("shop/orders");
        DCounter other = bench.direct().counter("shop/orders");
        assertThat(counter.get()).isZero();
        assertThat(counter.add(0)).isZero();
        assertThat(bench.server.children("/locks/_counters/shop")).isEmpty();
        assertThat(counter.increment()).isEqualTo(1);
        assertThat(other.add(-4)).isEqualTo(-3);
        assertThat(counter.compareAndSet(-4, 7)).isFalse();
        assertThat(counter.compareAndSet(-3, Long.MAX_VALUE)).isTrue();
        assertThatThrownBy(other::increment).isInstanceOf(ArithmeticException.class);
        assertThat(other.get()).isEqualTo(Long.MAX_VALUE);
        other.delete();
        assertThat(bench.server.children("/locks/_counters/shop")).isEmpty();
        assertThat(counter.get()).isZero();
    }

    @Test
    void what_is_no_counter_and_no_name_is_refused() throws Exception {
        LockClient client = bench.direct();
        client.latch("x").trySetCount(1);
        assertThatThrownBy(() -> client.counter("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.counter("a//b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.counter("a".repeat(513))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.lock("_latches/x")).isInstanceOf(IllegalArgumentException.class);
        try (CuratorFramework curator = curator()) {
            curator.create().creatingParentsIfNeeded().forPath("/locks/_counters/text", new byte[5]);
            assertThatThrownBy(() -> client.counter("text").increment())
                    .isInstanceOf(LatchkeyException.class)
                    .hasMessageContaining("5 bytes");
        }
    }

    @Test
    @Tag("trap-1")
    void an_addition_whose_answer_is_lost_is_done_once() throws Exception {
        DCounter counter = bench.behindProxy(SESSION).counter("hits");
        for (int i = 0; i < 10; i++) {
            bench.proxy.dropNextReplyTo(FaultProxy.MULTI);
            assertThat(counter.increment()).isEqualTo(2 * i + 1);
            assertThat(bench.proxy.dropped()).isTrue();
            bench.proxy.dropNextRequest(FaultProxy.MULTI);
            assertThat(counter.increment()).isEqualTo(2 * i + 2);
            assertThat(bench.proxy.dropped()).isTrue();
        }
    }

    @Test
    void an_addition_that_was_done_is_told_from_the_same_one_of_another() throws Exception {
        DCounter counter = bench.behindProxy(SESSION).counter("hits");
        DCounter other = bench.direct().counter("hits");
        assertThat(counter.increment()).isEqualTo(1);
        // ours never arrives, and the other writes just what ours would have written
        bench.proxy.refuse();
        bench.proxy.dropNextRequest(FaultProxy.MULTI);
        CompletableFuture<Long> mine = counter.addAsync(1).toCompletableFuture();
        until("the request is lost", bench.proxy::dropped);
        assertThat(other.increment()).isEqualTo(2);
        bench.proxy.heal();
        assertThat(get(mine)).isEqualTo(3);
        assertThat(other.get()).isEqualTo(3);
    }

    @Test
    void an_addition_whose_session_ends_before_the_answer_is_never_done_twice() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        DCounter counter = client.counter("hits");
        assertThat(counter.increment()).isEqualTo(1);
        long session = client.core().session().incarnation().id();
        bench.proxy.refuse();
        bench.proxy.dropNextReplyTo(FaultProxy.MULTI);
        CompletableFuture<Long> mine = counter.addAsync(1).toCompletableFuture();
        until("the answer is lost", bench.proxy::dropped);
        bench.server.expire(session);
        bench.proxy.heal();
        // done, as it happens; but only the receipt could have told it from the same one of another
        assertThatThrownBy(() -> get(mine)).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThat(counter.get()).isEqualTo(2);
    }

    @Test
    void an_addition_that_never_arrived_is_done_in_the_next_session() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        DCounter counter = client.counter("hits");
        assertThat(counter.increment()).isEqualTo(1);
        long session = client.core().session().incarnation().id();
        bench.proxy.refuse();
        bench.proxy.dropNextRequest(FaultProxy.MULTI);
        CompletableFuture<Long> mine = counter.addAsync(1).toCompletableFuture();
        until("the request is lost", bench.proxy::dropped);
        bench.server.expire(session);
        bench.proxy.heal();
        assertThat(get(mine)).isEqualTo(2);
    }

    @Test
    void eight_clients_count_to_8000_over_bad_connections() throws Exception {
        List<CompletableFuture<?>> all = new ArrayList<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        for (int i = 0; i < 8; i++) {
            DCounter counter = bench.behindProxy(SESSION).counter("hits");
            all.add(CompletableFuture.runAsync(() -> count(counter), task -> new Thread(task).start()));
        }
        CompletableFuture<Integer> faults = CompletableFuture.supplyAsync(() -> disturb(over));
        get(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
        over.complete(null);
        assertThat(get(faults)).isGreaterThan(5);
        assertThat(bench.direct().counter("hits").get()).isEqualTo(8_000);
    }

    private static void count(DCounter counter) {
        try {
            for (int i = 0; i < 1_000; i++) {
                counter.increment();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loses a request or an answer whenever the one before is lost. */
    private int disturb(CompletableFuture<Void> over) {
        int faults = 0;
        int seen = 0;
        while (!over.isDone()) {
            if (bench.proxy.dropped() && bench.proxy.requests() > seen + 500) {
                seen = bench.proxy.requests();
                faults++;
                if (faults % 3 == 0) {
                    bench.proxy.dropNextRequest(FaultProxy.MULTI);
                } else {
                    bench.proxy.dropNextReplyTo(FaultProxy.MULTI);
                }
            }
            Thread.onSpinWait();
        }
        return faults;
    }

    private CuratorFramework curator() {
        CuratorFramework curator = CuratorFrameworkFactory.newClient(bench.server.address(), new RetryNTimes(3, 100));
        curator.start();
        return curator;
    }

    @Test
    void curator_counts_on_the_same_number() throws Exception {
        try (CuratorFramework curator = curator()) {
            DistributedAtomicLong theirs =
                    new DistributedAtomicLong(curator, "/locks/_counters/shared", new RetryNTimes(10, 10));
            DCounter ours = bench.direct().counter("shared");
            assertThat(theirs.increment().postValue()).isEqualTo(1);
            assertThat(ours.add(41)).isEqualTo(42);
            assertThat(theirs.get().postValue()).isEqualTo(42);
            assertThat(theirs.compareAndSet(42L, -1L).succeeded()).isTrue();
            assertThat(ours.get()).isEqualTo(-1);
        }
    }

    @Test
    void a_latch_opens_at_0_and_counts_once_when_the_answer_is_lost() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        DLatch latch = client.latch("start");
        DLatch other = bench.direct().latch("start");
        assertThat(other.await(Duration.ofSeconds(1))).isTrue();
        assertThat(latch.countDown()).isZero();
        assertThat(latch.trySetCount(3)).isTrue();
        assertThat(other.trySetCount(5)).isFalse();
        assertThat(other.await(Duration.ofMillis(50))).isFalse();
        CompletableFuture<Boolean> open =
                other.awaitAsync(Duration.ofSeconds(30)).toCompletableFuture();
        bench.proxy.dropNextReplyTo(FaultProxy.MULTI);
        assertThat(latch.countDown()).isEqualTo(2);
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(latch.countDown()).isEqualTo(1);
        assertThat(other.getCount()).isEqualTo(1);
        assertThat(open).isNotDone();
        latch.countDown();
        assertThat(get(open)).isTrue();
        assertThatThrownBy(() -> latch.trySetCount(0)).isInstanceOf(IllegalArgumentException.class);
        other.delete();
        assertThat(bench.server.children("/locks/_latches")).isEmpty();
    }

    @Test
    void who_waits_for_a_latch_does_not_miss_that_it_was_open() throws Exception {
        LockClient waiter = bench.behindProxy(SESSION);
        DLatch latch = bench.direct().latch("start");
        latch.trySetCount(1);
        CompletableFuture<Boolean> open =
                waiter.latch("start").awaitAsync(Duration.ofSeconds(30)).toCompletableFuture();
        until("it watches", () -> waiter.core().session().watchCount() == 1);
        bench.proxy.refuse();
        bench.proxy.cut();
        until("it has noticed", () -> waiter.state() == ConnectionState.SUSPENDED);
        latch.countDown();
        latch.trySetCount(1);
        bench.proxy.heal();
        assertThat(get(open)).isTrue();
        until("no watch is left", () -> waiter.core().session().watchCount() == 0);
    }
}
