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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Permits: in order, never too many, never lost, and together with Curator's. */
@Timeout(100)
class SemaphoreTest {
    private static final Duration SESSION = Duration.ofSeconds(4);
    private static final int MULTI = 14;

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

    private static DSemaphore pool(LockClient client, int max) {
        return client.semaphore("pool", max);
    }

    private static CompletableFuture<LockLease> queueUp(DSemaphore semaphore, int permits) {
        return semaphore.acquireAsync(permits, AcquireOptions.waitForever()).toCompletableFuture();
    }

    private int waiting() {
        return bench.queued("pool/locks");
    }

    private int held() {
        return bench.queued("pool/leases");
    }

    private void assertAllFree(int max) throws Exception {
        until("nobody holds or waits", () -> held() == 0 && waiting() == 0);
        LockLease all = pool(bench.direct(), max).acquire(max);
        assertThat(get(all.releaseAsync())).isTrue();
    }

    @Test
    void as_many_hold_as_there_are_permits_and_the_rest_waits_in_order() throws Exception {
        DSemaphore pool = pool(bench.direct(), 2);
        LockLease first = pool.acquire();
        LockLease second = pool(bench.direct(), 2).acquire();
        assertThat(second.token().zxid()).isGreaterThan(first.token().zxid());
        assertThat(pool.availablePermits()).isZero();
        assertThat(pool.tryAcquire()).isEmpty();
        assertThat(pool.tryAcquire(Duration.ofMillis(50))).isEmpty();
        until("that has left the queue", () -> waiting() == 0);
        List<CompletableFuture<LockLease>> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int place = i + 1;
            others.add(queueUp(pool, 1));
            until("it waits", () -> waiting() == place);
        }
        LockLease holder = first;
        for (CompletableFuture<LockLease> next : others) {
            assertThat(next).isNotDone();
            assertThat(get(holder.releaseAsync())).isTrue();
            holder = get(next);
            get(holder.verify());
            assertThat(held()).isEqualTo(2);
        }
        holder.close();
        second.close();
        assertAllFree(2);
        until("no watch is left", () -> bench.direct().core().session().watchCount() == 0);
    }

    @Test
    void several_permits_come_and_go_together_and_are_not_overtaken() throws Exception {
        DSemaphore pool = pool(bench.direct(), 3);
        LockLease two = pool.acquire(2);
        CompletableFuture<LockLease> three = queueUp(pool, 3);
        until("it waits", () -> waiting() == 1);
        CompletableFuture<LockLease> one = queueUp(pool, 1);
        until("both wait", () -> waiting() == 2);
        assertThat(pool.tryAcquire())
                .as("one is free, but others have asked before")
                .isEmpty();
        assertThat(pool.availablePermits()).isEqualTo(1);
        two.close();
        LockLease all = get(three);
        assertThat(held()).isEqualTo(3);
        assertThat(one).isNotDone();
        all.close();
        get(one).close();
        assertAllFree(3);
    }

    @Test
    @Tag("trap-34")
    void waiters_hear_of_a_raised_maximum_and_a_lowered_one_takes_nothing_away() throws Exception {
        DSemaphore pool = pool(bench.direct(), 1);
        LockLease first = pool.acquire();
        CompletableFuture<LockLease> waiting = queueUp(pool, 1);
        until("it waits", () -> waiting() == 1);
        pool(bench.direct(), 1).setMax(2);
        LockLease second = get(waiting);
        pool.setMax(1);
        assertThat(pool(bench.direct(), 7).max()).isEqualTo(1);
        assertThat(pool.availablePermits()).isEqualTo(-1);
        get(first.verify());
        get(second.verify());
        assertThat(get(first.releaseAsync())).isTrue();
        CompletableFuture<LockLease> third = queueUp(pool, 1);
        until("it waits", () -> waiting() == 1);
        assertThat(pool.tryAcquire()).isEmpty();
        assertThat(third).isNotDone();
        assertThat(get(second.releaseAsync())).isTrue();
        get(third).close();
        assertAllFree(1);
    }

    @Test
    @Tag("trap-34")
    void a_maximum_is_seen_on_both_sides() throws Exception {
        DSemaphore pool = pool(bench.direct(), 1);
        pool.setMax(1);
        try (SharedCount count = new SharedCount(curator, "/locks/pool/max", 9)) {
            count.start();
            assertThat(count.getCount()).isEqualTo(1);
            LockLease first = pool.acquire();
            CompletableFuture<LockLease> waiting = queueUp(pool, 1);
            until("it waits", () -> waiting() == 1);
            count.setCount(2);
            get(waiting).close();
            first.close();
        }
        assertAllFree(2);
    }

    @Test
    @Tag("trap-34")
    void permits_are_freed_with_their_session() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        LockLease lost = pool(client, 2).acquire(2);
        CompletableFuture<LockLease> waiting = queueUp(pool(bench.direct(), 2), 2);
        until("it waits", () -> waiting() == 1);
        bench.server.expire(client.core().session().incarnation().id());
        get(waiting).close();
        assertThat(get(lost.lost())).isNotEqualTo(LossReason.CLIENT_CLOSED);
        assertThat(lost.isValid()).isFalse();
        assertAllFree(2);
    }

    @Test
    @Tag("trap-09")
    void foreign_nodes_count_for_nothing() throws Exception {
        curator.create().creatingParentsIfNeeded().forPath("/locks/pool/leases/readme");
        curator.create().creatingParentsIfNeeded().forPath("/locks/pool/locks/readme");
        pool(bench.direct(), 1).tryAcquire().orElseThrow().close();
        pool(bench.direct(), 1).acquire().close();
    }

    @Test
    void a_permit_that_is_taken_away_is_lost_with_those_beside_it() throws Exception {
        LockLease lease = pool(bench.direct(), 2).acquire(2);
        get(lease.verify());
        bench.server.remove("/locks/pool/leases/"
                + bench.server.children("/locks/pool/leases").get(1));
        assertThat(get(lease.lost())).isEqualTo(LossReason.ENTRY_REMOVED);
        assertAllFree(2);
    }

    @Test
    void a_place_that_is_taken_away_ends_the_wait() throws Exception {
        DSemaphore pool = pool(bench.direct(), 1);
        LockLease lease = pool.acquire();
        CompletableFuture<LockLease> waiting = queueUp(pool, 1);
        until("it waits", () -> waiting() == 1);
        bench.server.remove("/locks/pool/locks/"
                + bench.server.children("/locks/pool/locks").get(0));
        assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(LockUnavailableException.class);
        lease.close();
        assertAllFree(1);
    }

    @Test
    void what_makes_no_sense_is_refused() throws Exception {
        LockClient client = bench.direct();
        assertThatThrownBy(() -> client.semaphore("pool", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.semaphore("", 1)).isInstanceOf(IllegalArgumentException.class);
        DSemaphore pool = pool(client, 1);
        for (int permits : new int[] {0, -1, 129}) {
            assertThatThrownBy(() -> pool.acquire(permits)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> pool.acquireAsync(AcquireOptions.waitForever().withRevocable(true)))
                .isInstanceOf(IllegalArgumentException.class);
        curator.create().creatingParentsIfNeeded().forPath("/locks/pool/max", new byte[] {1});
        assertThatThrownBy(pool::acquire)
                .isInstanceOf(LockUnavailableException.class)
                .hasMessageContaining("/locks/pool/max");
        assertAllGone();
    }

    private void assertAllGone() throws Exception {
        until("nobody holds or waits", () -> held() == 0 && waiting() == 0);
    }

    // ---- aborts

    @ParameterizedTest
    @Tag("trap-07")
    @ValueSource(ints = {FaultProxy.ACQUIRE, FaultProxy.CREATE, FaultProxy.GET_DATA, FaultProxy.LIST, MULTI})
    void whichever_answer_is_lost_permits_are_taken_once(int request) throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        pool(client, 2).acquire().close();
        assertAllFree(2);
        bench.proxy.dropNextReplyTo(request);
        LockLease lease = pool(client, 2).acquire(2);
        assertThat(held()).isEqualTo(2);
        assertThat(waiting()).isZero();
        get(lease.verify());
        bench.proxy.dropNextReplyTo(FaultProxy.DELETE);
        assertThat(get(lease.releaseAsync())).isTrue();
        assertAllFree(2);
    }

    @ParameterizedTest
    @Tag("trap-07")
    @ValueSource(ints = {FaultProxy.ACQUIRE, FaultProxy.CREATE, FaultProxy.GET_DATA, FaultProxy.LIST, MULTI})
    void whichever_request_is_lost_permits_are_taken_once(int request) throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        pool(client, 2).acquire().close();
        assertAllFree(2);
        bench.proxy.dropNextRequest(request);
        LockLease lease = pool(client, 2).acquire(2);
        assertThat(held()).isEqualTo(2);
        assertThat(get(lease.releaseAsync())).isTrue();
        assertAllFree(2);
    }

    @ParameterizedTest
    @Tag("trap-07")
    @ValueSource(ints = {FaultProxy.ACQUIRE, FaultProxy.CREATE, FaultProxy.GET_DATA, FaultProxy.LIST, MULTI})
    void who_is_cancelled_while_an_answer_is_lost_leaves_nothing(int request) throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        pool(client, 2).acquire().close();
        assertAllFree(2);
        bench.proxy.dropNextReplyTo(request);
        CompletableFuture<LockLease> acquiring = queueUp(pool(client, 2), 2);
        CompletableFuture<Void> granted = acquiring.thenAccept(LockLease::close);
        until("it is lost, or nobody sent such a thing", () -> bench.proxy.dropped() || granted.isDone());
        acquiring.cancel(true);
        assertAllFree(2);
    }

    @Test
    @Tag("trap-07")
    void who_is_interrupted_or_gives_up_leaves_nothing() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        DSemaphore pool = pool(client, 1);
        LockLease holder = pool(bench.direct(), 1).acquire();
        AtomicInteger interrupted = new AtomicInteger();
        Thread waiter = new Thread(() -> {
            try {
                pool.acquire().close();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        });
        waiter.start();
        until("it waits", () -> waiting() == 1);
        waiter.interrupt();
        waiter.join();
        assertThat(interrupted).hasValue(1);
        until("it has left", () -> waiting() == 0);
        CompletableFuture<LockLease> cancelled = queueUp(pool, 1);
        until("it waits", () -> waiting() == 1);
        cancelled.cancel(false);
        until("it has left", () -> waiting() == 0);
        CompletableFuture<LockLease> late =
                pool.acquireAsync(AcquireOptions.within(Duration.ofMillis(300))).toCompletableFuture();
        until("it waits", () -> waiting() == 1);
        bench.proxy.refuse();
        bench.proxy.cut();
        assertThatThrownBy(() -> get(late)).hasCauseInstanceOf(LockUnavailableException.class);
        bench.proxy.heal();
        until("it has left", () -> waiting() == 0);
        holder.close();
        assertAllFree(1);
    }

    @Test
    @Tag("trap-07")
    void who_expires_while_waiting_gets_nothing() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        LockLease holder = pool(bench.direct(), 1).acquire();
        CompletableFuture<LockLease> waiting = queueUp(pool(client, 1), 1);
        until("it waits", () -> waiting() == 1);
        bench.server.expire(client.core().session().incarnation().id());
        holder.close();
        assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(LockUnavailableException.class);
        assertAllFree(1);
    }

    @Test
    @Tag("trap-07")
    void a_grant_that_comes_after_the_cancellation_is_given_back() throws Exception {
        DSemaphore ours = pool(bench.direct(), 1);
        DSemaphore other = pool(bench.direct(), 1);
        for (int i = 0; i < 100; i++) {
            LockLease holder = other.acquire();
            CompletableFuture<LockLease> waiting = queueUp(ours, 1);
            holder.close();
            if (i % 2 == 1 || !waiting.cancel(false)) { // else it had come already, and is ours to give back
                var unused = waiting.thenAccept(LockLease::close);
            }
        }
        assertAllFree(1);
    }

    // ---- with Curator

    @Test
    void we_and_curator_wait_for_each_other() throws Exception {
        InterProcessSemaphoreV2 theirs = new InterProcessSemaphoreV2(curator, "/locks/pool", 2);
        DSemaphore ours = pool(bench.direct(), 2);
        var lease = theirs.acquire();
        LockLease mine = ours.acquire();
        assertThat(ours.tryAcquire()).isEmpty();
        assertThat(theirs.acquire(50, TimeUnit.MILLISECONDS)).isNull();
        CompletableFuture<LockLease> waiting = queueUp(ours, 1);
        until("we wait", () -> waiting() == 1);
        theirs.returnLease(lease);
        LockLease second = get(waiting);
        CompletableFuture<Void> next = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                theirs.returnLease(theirs.acquire());
                next.complete(null);
            } catch (Exception e) {
                next.completeExceptionally(e);
            }
        });
        thread.start();
        until("they wait, with a lease of their own already", () -> held() == 3);
        assertThat(next).isNotDone();
        second.close();
        get(next);
        mine.close();
        assertAllFree(2);
    }

    @Test
    void together_there_are_never_more_than_the_maximum() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            all.add(end);
            boolean curators = i % 2 == 0;
            DSemaphore ours = pool(bench.direct(), 3);
            new Thread(() -> {
                        try {
                            for (int round = 0; round < 25; round++) {
                                if (curators) {
                                    curatorsTurn(inside, most);
                                } else {
                                    LockLease lease = ours.acquire(1 + round % 2);
                                    note(inside, most, 1 + round % 2);
                                    lease.close();
                                }
                            }
                            end.complete(null);
                        } catch (Exception e) {
                            end.completeExceptionally(e);
                        }
                    })
                    .start();
        }
        get(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
        assertThat(most.get()).isBetween(2, 3);
        assertAllFree(3);
    }

    private void curatorsTurn(AtomicInteger inside, AtomicInteger most) throws Exception {
        InterProcessSemaphoreV2 theirs = new InterProcessSemaphoreV2(curator, "/locks/pool", 3);
        var lease = theirs.acquire();
        note(inside, most, 1);
        theirs.returnLease(lease);
    }

    private static void note(AtomicInteger inside, AtomicInteger most, int permits) {
        int now = inside.addAndGet(permits);
        most.accumulateAndGet(now, Math::max);
        Thread.yield();
        inside.addAndGet(-permits);
    }
}
