package io.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockInfo;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryForever;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users test with it: their code holds a lock, and something happens. */
@LatchkeyTest
@Timeout(120)
class LocksUnderFaultsTest {
    /** What happened, in order, to alice who holds the lock and bob who waits for it. */
    private final List<String> story = new CopyOnWriteArrayList<>();

    private final CompletableFuture<LossReason> lost = new CompletableFuture<>();

    private LockLease aliceHolds(LockClient alice, String lock) throws InterruptedException {
        LockLease lease = alice.lock(lock).acquire();
        lease.onLost(
                reason -> {
                    story.add("alice has lost it");
                    lost.complete(reason);
                },
                Runnable::run);
        return lease;
    }

    private CompletableFuture<LockLease> bobWaits(LockClient bob, String lock) throws Exception {
        CompletableFuture<LockLease> granted =
                bob.lock(lock).acquireAsync(AcquireOptions.waitForever()).toCompletableFuture();
        CompletableFuture<LockLease> told = granted.thenApply(lease -> {
            story.add("bob has it");
            return lease;
        });
        Waiting.until("bob waits", () -> queued(bob, lock) == 2);
        return told;
    }

    private static int queued(LockClient client, String lock) {
        try {
            return client.lock(lock).inspect().size();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_expiry_is_told_before_another_gets_the_lock(LatchkeyServer server, LockClient alice, LockClient bob)
            throws Exception {
        LockLease first = aliceHolds(alice, "expiry");
        CompletableFuture<LockLease> bobs = bobWaits(bob, "expiry");
        server.expireSession(alice);
        try (LockLease second = Waiting.get(bobs)) {
            assertThat(story).containsExactly("alice has lost it", "bob has it");
            assertThat(lost.join()).isEqualTo(LossReason.SESSION_EXPIRED);
            assertThat(first.isValid()).isFalse();
            assertThat(second.token()).isGreaterThan(first.token());
        }
        alice.lock("expiry").acquire().close(); // it has a new session
    }

    /** Longer than anything here waits. */
    @Test
    void a_session_of_an_hour_expires_at_once() throws Exception {
        try (LatchkeyServer patient = LatchkeyServer.builder()
                .sessionTimeouts(Duration.ofSeconds(1), Duration.ofHours(1))
                .clientTimeout(Duration.ofHours(1))
                .start()) {
            LockClient slow = patient.lockClient("slow");
            LockLease lease = slow.lock("hour").acquire();
            assertThat(lease.remaining()).isGreaterThan(Duration.ofMinutes(40));
            patient.expireSession(slow);
            assertThat(Waiting.get(lease.lost())).isEqualTo(LossReason.SESSION_EXPIRED);
        }
    }

    @Test
    void when_the_loss_is_told_the_server_has_not_given_the_lock_away(
            LatchkeyServer server, LockClient alice, LockClient bob) throws Exception {
        LockLease lease = aliceHolds(alice, "margin");
        CompletableFuture<LockLease> bobs = bobWaits(bob, "margin");
        CompletableFuture<LockInfo> then = new CompletableFuture<>();
        lease.onLost(reason -> bob.lock("margin").inspectAsync().thenAccept(then::complete), Runnable::run);
        server.expireSession(alice);
        assertThat(Waiting.get(then).holder().orElseThrow().owner()).isEqualTo("alice");
        Waiting.get(bobs).close();
    }

    @Test
    void who_is_cut_off_loses_the_lock_and_others_go_on(LatchkeyServer server, LockClient alice, LockClient bob)
            throws Exception {
        aliceHolds(alice, "partition");
        CompletableFuture<LockLease> bobs = bobWaits(bob, "partition");
        server.partition(alice);
        Waiting.get(bobs).close();
        assertThat(story).containsExactly("alice has lost it", "bob has it");
        assertThat(alice.state()).isNotEqualTo(ConnectionState.CONNECTED);
        assertThat(bob.state()).isEqualTo(ConnectionState.CONNECTED);
        server.heal();
        alice.lock("partition").acquire().close();
    }

    @Test
    void a_short_partition_costs_nothing(LatchkeyServer server, LockClient alice) throws Exception {
        LockLease lease = aliceHolds(alice, "short");
        server.partition(alice);
        Waiting.until("it is noticed", () -> alice.state() == ConnectionState.SUSPENDED);
        server.heal();
        Waiting.until("it is over", () -> alice.state() == ConnectionState.CONNECTED);
        Waiting.get(lease.verify());
        assertThat(lease.isValid()).isTrue();
    }

    @Test
    void who_hears_nothing_loses_the_lock_by_its_own_clock(LatchkeyServer server, LockClient alice, LockClient bob)
            throws Exception {
        aliceHolds(alice, "silence");
        CompletableFuture<LockLease> bobs = bobWaits(bob, "silence");
        server.freeze(alice);
        Waiting.get(bobs).close();
        assertThat(story).containsExactly("alice has lost it", "bob has it");
        server.line(alice).heal();
        alice.lock("silence").acquire().close();
    }

    @Test
    void while_the_server_stands_still_its_clock_stands_too(LatchkeyServer server) throws Exception {
        try (LockClient alice = server.lockClient("alice", options -> options.sessionTimeout(Duration.ofMillis(500)));
                LockClient bob = server.lockClient("bob", options -> options.sessionTimeout(Duration.ofSeconds(30)))) {
            LockLease lease = aliceHolds(alice, "standstill");
            server.partition(alice);
            server.freeze();
            assertThat(Waiting.get(lease.lost())).isEqualTo(LossReason.SESSION_EXPIRED); // by her own clock
            CompletableFuture<LockInfo> seen =
                    bob.lock("standstill").inspectAsync().toCompletableFuture();
            Patience.pass(Duration.ofSeconds(1)); // twice the timeout
            assertThat(seen).isNotDone();
            server.thaw();
            assertThat(Waiting.get(seen).size()).isEqualTo(1);
            bob.lock("standstill").acquire().close(); // later the server notices
        }
    }

    @Test
    void a_short_standstill_costs_nothing(LatchkeyServer server, LockClient alice) throws Exception {
        LockLease lease = aliceHolds(alice, "nap");
        server.freeze(Duration.ofMillis(300));
        Waiting.get(lease.verify()); // answered after it
        assertThat(lease.isValid()).isTrue();
    }

    @Test
    void clients_of_others_are_cut_off_by_the_name_of_their_line(
            LatchkeyServer server, @ConnectString("service") String address, LockClient bob) throws Exception {
        try (CuratorFramework service =
                CuratorFrameworkFactory.newClient(address, 2_000, 5_000, new RetryForever(50))) {
            CompletableFuture<Boolean> gone = new CompletableFuture<>();
            service.getConnectionStateListenable().addListener((client, state) -> {
                if (state == org.apache.curator.framework.state.ConnectionState.LOST) {
                    gone.complete(true);
                }
            });
            service.start();
            new InterProcessMutex(service, "/locks/curators").acquire();
            server.line("service").partition();
            bob.lock("curators").acquire().close();
            assertThat(Waiting.get(gone)).isTrue();
            server.heal();
            assertThat(service.blockUntilConnected(60, TimeUnit.SECONDS)).isTrue();
            server.expireSession(service.getZookeeperClient().getZooKeeper().getSessionId());
        }
    }

    @Test
    void a_client_that_it_does_not_know_is_refused_with_advice(LatchkeyServer server) {
        try (LockClient stranger = LockClient.connect(server.connectString())) {
            assertThatThrownBy(() -> server.partition(stranger))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("was not made by this server")
                    .hasMessageContaining("connectString(name)");
        }
        assertThatThrownBy(() -> server.expireSession(42))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no session 0x2a");
        assertThatThrownBy(server::killLeader)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ask for three");
    }
}
