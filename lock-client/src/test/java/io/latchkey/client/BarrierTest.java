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
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A barrier that is closed or open. */
class BarrierTest {
    private static final Duration SESSION = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofSeconds(30);

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
    void closed_it_holds_back_all_and_open_nobody() throws Exception {
        LockClient client = bench.direct();
        DBarrier barrier = client.barrier("gate");
        DBarrier other = bench.direct().barrier("gate");
        assertThat(barrier.await(Duration.ZERO.plusSeconds(1))).isTrue();
        barrier.set();
        other.set();
        assertThat(other.await(Duration.ofMillis(50))).isFalse();
        CompletableFuture<Boolean> first = barrier.awaitAsync(LONG).toCompletableFuture();
        CompletableFuture<Boolean> second = barrier.awaitAsync(LONG).toCompletableFuture();
        until("one watch for both", () -> client.core().session().watchCount() == 1);
        assertThat(first).isNotDone();
        other.remove();
        other.remove();
        assertThat(get(first)).isTrue();
        assertThat(get(second)).isTrue();
        assertThatThrownBy(() -> barrier.await(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lost_answers_do_not_show() throws Exception {
        DBarrier barrier = bench.behindProxy(SESSION).barrier("gate");
        bench.direct().barrier("gate").set();
        bench.direct().barrier("gate").remove();
        bench.proxy.dropNextReplyTo(FaultProxy.CREATE);
        barrier.set();
        assertThat(bench.proxy.dropped()).isTrue();
        bench.proxy.dropNextReplyTo(FaultProxy.EXISTS);
        assertThat(barrier.await(Duration.ofMillis(300))).isFalse();
        assertThat(bench.proxy.dropped()).isTrue();
        bench.proxy.dropNextReplyTo(FaultProxy.DELETE);
        barrier.remove();
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(bench.server.children("/locks/_barriers")).isEmpty();
    }

    @Test
    void who_waits_is_let_through_in_another_session_too() throws Exception {
        LockClient waiter = bench.behindProxy(SESSION);
        DBarrier barrier = bench.direct().barrier("gate");
        barrier.set();
        CompletableFuture<Boolean> through =
                waiter.barrier("gate").awaitAsync(LONG).toCompletableFuture();
        until("it watches", () -> waiter.core().session().watchCount() == 1);
        bench.server.expire(waiter.core().session().incarnation().id());
        until(
                "it watches again",
                () -> waiter.core().session().watchCount() == 1 && waiter.state() == ConnectionState.CONNECTED);
        assertThat(through).isNotDone();
        barrier.remove();
        assertThat(get(through)).isTrue();
    }

    @Test
    void an_interrupted_and_a_cancelled_wait_end_and_a_closed_client_fails() throws Exception {
        LockClient client = bench.direct();
        DBarrier barrier = client.barrier("gate");
        barrier.set();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> barrier.await(LONG)).isInstanceOf(InterruptedException.class);
        CompletableFuture<Boolean> cancelled = barrier.awaitAsync(LONG).toCompletableFuture();
        CompletableFuture<Boolean> closed =
                bench.direct().barrier("gate").awaitAsync(LONG).toCompletableFuture();
        until("it watches", () -> client.core().session().watchCount() == 1);
        cancelled.cancel(true);
        until("the watch is gone", () -> client.core().session().watchCount() == 0);
        CompletableFuture<Boolean> last = barrier.awaitAsync(LONG).toCompletableFuture();
        client.close();
        assertThatThrownBy(() -> get(last)).hasCauseInstanceOf(ServiceUnavailableException.class);
        assertThatThrownBy(() -> barrier.await(LONG)).isInstanceOf(ServiceUnavailableException.class);
        assertThat(closed).isNotDone();
    }

    @Test
    @Tag("trap-39")
    void a_wait_that_is_over_leaves_no_watch_on_the_server() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        DBarrier barrier = client.barrier("gate");
        barrier.set();
        assertThat(barrier.await(Duration.ofMillis(50))).isFalse();
        int before = bench.proxy.events();
        bench.direct().barrier("gate").remove();
        barrier.set(); // behind the removal: its event would have come before this answer
        assertThat(bench.proxy.events()).isEqualTo(before);
    }

    @Test
    void it_is_curators_barrier() throws Exception {
        try (CuratorFramework curator =
                CuratorFrameworkFactory.newClient(bench.server.address(), new RetryOneTime(100))) {
            curator.start();
            DistributedBarrier theirs = new DistributedBarrier(curator, "/locks/_barriers/shared");
            DBarrier ours = bench.direct().barrier("shared");
            ours.set();
            assertThat(theirs.waitOnBarrier(50, TimeUnit.MILLISECONDS)).isFalse();
            ours.remove();
            assertThat(theirs.waitOnBarrier(20, TimeUnit.SECONDS)).isTrue();
            theirs.setBarrier();
            assertThat(ours.await(Duration.ofMillis(50))).isFalse();
            theirs.removeBarrier();
            assertThat(ours.await(LONG)).isTrue();
        }
    }
}
