package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.Bench;
import io.latchkey.client.testing.FaultProxy;
import io.latchkey.server.zk.BenchNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What locks cost on servers that take the places themselves, and what becomes of them on servers that don't. */
@Timeout(100)
class ServerWayTest {
    private static final Duration SESSION = Duration.ofSeconds(4);

    private BenchNode node;
    private Bench bench;

    @BeforeEach
    void start() {
        node = new BenchNode();
        bench = new Bench(node, false);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static CompletableFuture<LockLease> queueUp(LockClient client) {
        return client.lock("door").acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
    }

    /** A watch is counted when the server has answered, which nobody waits for. */
    private static void assertUses(LockClient client, int watches, int places) throws Exception {
        get(client.lock("elsewhere").inspectAsync());
        assertThat(client.core().session().watchCount()).as("watches").isEqualTo(watches);
        assertThat(client.core().session().placeCount()).as("places").isEqualTo(places);
    }

    // ---- what it costs

    @Test
    void taking_and_giving_back_cost_one_request_and_one_transaction_each() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        for (int i = 0; i < 3; i++) { // the first one makes the lock's nodes too
            int requests = bench.proxy.requests();
            long zxid = node.zxid();
            LockLease lease = client.lock("orders/42/door").acquire();
            assertThat(lease.token().zxid()).isEqualTo(zxid + 1);
            assertThat(bench.proxy.requests() - requests).isEqualTo(1);
            assertUses(client, 0, 1);
            requests = bench.proxy.requests();
            assertThat(get(lease.releaseAsync())).isTrue();
            assertThat(bench.proxy.requests() - requests).isEqualTo(1);
            assertThat(node.zxid() - zxid).isEqualTo(2);
            assertUses(client, 0, 0);
        }
    }

    @Test
    void waiting_costs_one_request() throws Exception {
        LockLease holder = bench.direct().lock("door").acquire();
        LockClient client = bench.behindProxy(SESSION);
        int requests = bench.proxy.requests();
        CompletableFuture<LockLease> waiting = queueUp(client);
        until("two in the queue", () -> bench.queued("door") == 2);
        long zxid = node.zxid();
        get(holder.releaseAsync());
        LockLease lease = get(waiting);
        assertThat(bench.proxy.requests() - requests).isEqualTo(1);
        assertThat(node.zxid() - zxid).isEqualTo(1);
        assertThat(lease.isValid()).isTrue();
        assertUses(client, 0, 1);
    }

    @Test
    void trying_a_held_lock_costs_one_request_and_no_transaction() throws Exception {
        LockLease holder = bench.direct().lock("door").acquire();
        LockClient client = bench.behindProxy(SESSION);
        int requests = bench.proxy.requests();
        long zxid = node.zxid();
        for (int i = 0; i < 10; i++) {
            assertThat(client.lock("door").tryAcquire()).isEmpty();
        }
        assertThat(node.zxid()).isEqualTo(zxid);
        assertThat(bench.proxy.requests() - requests).isEqualTo(10);
        get(holder.releaseAsync());
        Optional<LockLease> lease = client.lock("door").tryAcquire();
        assertThat(lease).isPresent();
        assertThat(node.zxid() - zxid).isEqualTo(2);
    }

    @Test
    @Tag("trap-38")
    void several_locks_cost_one_request_and_one_transaction_and_none_if_one_is_held() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        int requests = bench.proxy.requests();
        long zxid = node.zxid();
        MultiLease lease = client.all("a", "b", "c").acquire();
        assertThat(get(lease.releaseAsync())).isTrue();
        assertThat(bench.proxy.requests() - requests).isEqualTo(2);
        assertThat(node.zxid() - zxid).isEqualTo(2);
        LockLease holder = bench.direct().lock("b").acquire();
        zxid = node.zxid();
        requests = bench.proxy.requests();
        assertThat(client.all("a", "b", "c").tryAcquire()).isEmpty();
        assertThat(bench.proxy.requests() - requests).isEqualTo(1);
        assertThat(node.zxid()).isEqualTo(zxid);
        get(holder.releaseAsync());
        assertUses(client, 0, 0);
    }

    @Test
    @Tag("trap-28")
    void a_batch_of_readers_is_granted_by_one_transaction_and_asks_for_nothing() throws Exception {
        LockLease writer = bench.direct().readWriteLock("door").writeLock().acquire();
        LockClient client = bench.behindProxy(SESSION);
        List<CompletableFuture<LockLease>> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(client.readWriteLock("door")
                    .readLock()
                    .acquireAsync(AcquireOptions.waitForever())
                    .toCompletableFuture());
        }
        until("all in the queue", () -> bench.queued("door") == 21);
        int requests = bench.proxy.requests();
        long zxid = node.zxid();
        get(writer.releaseAsync());
        for (CompletableFuture<LockLease> reader : readers) {
            assertThat(get(reader).isValid()).isTrue();
        }
        assertThat(bench.proxy.requests()).isEqualTo(requests);
        assertThat(node.zxid() - zxid).isEqualTo(1);
    }

    @Test
    void a_reconnect_costs_no_transaction_but_its_own() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        LockLease holder = client.lock("door").acquire();
        List<CompletableFuture<LockLease>> waiting = List.of(queueUp(client), queueUp(client), queueUp(client));
        // whoever has no answer yet asks again by a transaction
        until("four places are known", () -> client.core().session().placeCount() == 4);
        long zxid = node.zxid();
        bench.proxy.cut();
        get(holder.verify());
        assertThat(node.zxid() - zxid).isEqualTo(1);
        for (CompletableFuture<LockLease> next : waiting) {
            get(holder.releaseAsync());
            holder = get(next);
        }
        assertUses(client, 0, 1);
    }

    // ---- giving up

    @Test
    void a_try_whose_answer_is_lost_holds_what_it_got() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        bench.proxy.dropNextReplyTo(FaultProxy.ACQUIRE);
        LockLease lease = client.lock("door").tryAcquire().orElseThrow();
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(bench.queued("door")).isEqualTo(1);
        get(lease.verify());
    }

    @Test
    void a_waiter_that_is_cancelled_leaves_and_hears_no_more() throws Exception {
        LockLease holder = bench.direct().lock("door").acquire();
        LockClient client = bench.direct();
        CompletableFuture<LockLease> leaving = queueUp(client);
        CompletableFuture<LockLease> staying = queueUp(client);
        until("three in the queue", () -> bench.queued("door") == 3);
        leaving.cancel(false);
        until("two in the queue", () -> bench.queued("door") == 2);
        get(holder.releaseAsync());
        get(staying).close();
        until("nobody in the queue", () -> bench.queued("door") == 0);
        assertUses(client, 0, 0);
    }

    @Test
    void a_grant_that_comes_after_the_cancellation_is_given_back() throws Exception {
        LockClient other = bench.direct();
        LockClient client = bench.direct();
        for (int i = 0; i < 200; i++) {
            LockLease holder = other.lock("door").acquire();
            CompletableFuture<LockLease> waiting = queueUp(client);
            holder.close();
            if (i % 2 == 1 || !waiting.cancel(false)) { // else it had come already, and is ours to give back
                var unused = waiting.thenAccept(LockLease::close);
            }
        }
        other.lock("door").acquire().close();
        until("nobody in the queue", () -> bench.queued("door") == 0);
        assertUses(client, 0, 0);
    }

    @Test
    void an_entry_that_is_taken_away_ends_the_hold_and_the_wait() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        LockLease lease = client.lock("door").acquire();
        CompletableFuture<LockLease> waiting = queueUp(client);
        until("two in the queue", () -> bench.queued("door") == 2);
        bench.proxy.refuse();
        bench.proxy.cut();
        for (String entry : bench.server.children("/locks/door")) {
            bench.server.remove("/locks/door/" + entry); // told after the reconnect
        }
        bench.proxy.heal();
        assertThat(get(lease.lost())).isEqualTo(LossReason.ENTRY_REMOVED);
        assertThatThrownBy(() -> get(waiting)).hasMessageContaining("has been removed");
    }

    // ---- servers that do not know it

    @Test
    void a_leader_that_does_not_know_it_yet_is_asked_in_the_old_way() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        bench.proxy.refuseNext(FaultProxy.ACQUIRE);
        LockLease lease = client.lock("door").acquire();
        assertThat(bench.proxy.dropped()).isTrue();
        assertUses(client, 1, 0);
        LockLease other = client.lock("other").acquire();
        assertUses(client, 2, 0); // and is left alone for a while
        assertThat(get(lease.releaseAsync())).isTrue();
        assertThat(get(other.releaseAsync())).isTrue();
    }

    @Test
    void holds_and_waits_go_on_in_the_old_way_on_a_server_that_does_not_know_it() throws Exception {
        LockLease first = bench.direct().lock("door").acquire();
        LockClient client = bench.behindProxy(SESSION);
        LockLease held = client.lock("held").acquire();
        CompletableFuture<LockLease> waiting = queueUp(client);
        until("two in the queue", () -> bench.queued("door") == 2);
        assertUses(client, 0, 2);
        bench.proxy.hideExtension();
        bench.proxy.cut();
        get(held.verify());
        until(
                "its predecessor and its own entry are watched",
                () -> client.core().session().watchCount() == 2);
        assertThat(waiting).isNotDone();
        get(first.releaseAsync());
        assertThat(get(waiting).isValid()).isTrue();
        bench.server.remove(
                "/locks/held/" + bench.server.children("/locks/held").get(0));
        assertThat(get(held.lost())).isEqualTo(LossReason.ENTRY_REMOVED);
    }

    @Test
    void an_answer_that_is_lost_on_the_way_to_such_a_server_is_found_there() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        bench.proxy.hideExtension(); // for the next connection
        bench.proxy.dropNextReplyTo(FaultProxy.ACQUIRE);
        LockLease lease = client.lock("door").acquire();
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(bench.queued("door")).isEqualTo(1);
        assertUses(client, 1, 0);
        assertThat(get(lease.releaseAsync())).isTrue();
    }

    @Test
    void a_request_that_waited_for_a_connection_goes_the_old_way_there_too() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        bench.proxy.hideExtension();
        bench.proxy.refuse();
        bench.proxy.cut();
        until("it has noticed", () -> client.state() == ConnectionState.SUSPENDED);
        CompletableFuture<LockLease> waiting = queueUp(client);
        List<ConnectionState> states = new CopyOnWriteArrayList<>();
        client.core().onLoop(() -> client.core().session().addListener((state, session) -> states.add(state)));
        bench.proxy.heal();
        assertThat(get(get(waiting).releaseAsync())).isTrue();
        assertThat(client.core().session().mayBeExtended()).isFalse();
        assertThat(states).as("it sent nothing for which it was shut out").containsExactly(ConnectionState.CONNECTED);
    }
}
