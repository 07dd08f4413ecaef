package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.session.Incarnation;
import io.latchkey.client.testing.Bench;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that the servers themselves refuse once the lock is gone. */
class GuardTest {
    private static final Duration LONG = Duration.ofSeconds(4);

    @TempDir
    Path dir;

    private Bench bench;
    private ConfigClient config;
    private ZooKeeper stock;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    @BeforeEach
    void start() throws Exception {
        bench = bench(dir);
        config = ConfigClient.connect(bench.server.address());
        stock = new ZooKeeper(bench.server.address(), 4_000, event -> {});
    }

    @AfterEach
    void stop() throws Exception {
        stock.close();
        config.close();
        bench.close();
    }

    private String stored(String key) throws Exception {
        return new String(stock.getData("/config/" + key, false, null), StandardCharsets.UTF_8);
    }

    private String entry(LockLease lease) {
        return lease.guard().path();
    }

    @Test
    void whoever_holds_the_lock_writes_as_ever() throws Exception {
        LockLease lease = bench.direct().lock("orders/42").acquire();
        assertThat(lease.guard().lock()).isEqualTo("orders/42");
        int version = get(config.publish("orders/deep/key", "first", lease.guard()));
        assertThat(version).isZero();
        assertThat(get(config.publish("orders/deep/key", "second", version, lease.guard())))
                .isEqualTo(1);
        assertThatThrownBy(() -> get(config.publish("orders/deep/key", "third", version, lease.guard())))
                .hasCauseInstanceOf(ConfigConflictException.class);
        assertThat(get(config.publish("orders/new", "made", -1, lease.guard()))).isZero();
        assertThat(get(config.remove("orders/new", lease.guard()))).isTrue();
        assertThat(get(config.remove("orders/new", lease.guard()))).isFalse();
        assertThat(get(config.publish("orders/deep", "a folder too", lease.guard())))
                .isEqualTo(1);
        assertThat(get(config.remove("orders/deep", lease.guard()))).isTrue();
        assertThat(stored("orders/deep/key")).isEqualTo("second");
        assertThat(stock.getData("/config/orders/deep", false, null)).isNull();
    }

    @Test
    void a_holder_whose_session_is_gone_writes_nothing() throws Exception {
        get(config.publish("orders/kept", "as it was"));
        LockClient client = bench.behindProxy(LONG);
        LockLease lease = client.lock("door").acquire();
        Incarnation session = client.core().session().incarnation();
        bench.proxy.blackhole(); // the holder hears of nothing
        bench.server.expire(session.id());
        until("the entry is gone", () -> bench.queued("door") == 0);
        assertThat(lease.isValid()).isTrue();
        assertRefused(lease.guard());
    }

    @Test
    void a_holder_whose_entry_was_removed_writes_nothing() throws Exception {
        get(config.publish("orders/kept", "as it was"));
        LockLease lease = bench.direct().lock("door").acquire();
        bench.server.remove(entry(lease));
        LockLease next = bench.direct().lock("door").acquire();
        assertRefused(lease.guard());
        get(config.publish("orders/kept", "by the next", next.guard()));
        assertThat(stored("orders/kept")).isEqualTo("by the next");
    }

    private void assertRefused(LockGuard guard) throws Exception {
        List<CompletableFuture<?>> writes = List.of(
                config.publish("orders/kept", "too late", guard).toCompletableFuture(),
                config.publish("orders/kept", "too late", 0, guard).toCompletableFuture(),
                config.publish("orders/other/absent", "too late", -1, guard).toCompletableFuture(),
                config.publish("elsewhere/deep/absent", "too late", guard).toCompletableFuture(),
                config.remove("orders/kept", guard).toCompletableFuture());
        for (CompletableFuture<?> write : writes) {
            assertThatThrownBy(() -> get(write)).hasCauseInstanceOf(LeaseLostException.class);
        }
        assertThatThrownBy(() -> stock.multi(List.of(
                        Op.check(guard.path(), guard.version()), Op.setData("/config/orders/kept", new byte[1], -1))))
                .isInstanceOf(KeeperException.NoNodeException.class);
        assertThat(stored("orders/kept")).isEqualTo("as it was");
        assertThat(stock.getChildren("/config/orders", false)).containsExactly("kept");
        assertThat(stock.exists("/config/elsewhere", false)).isNull();
    }

    @Test
    void an_election_has_one_too() throws Exception {
        LeaderElection election = bench.direct().election("boss");
        Leadership leadership = get(election.campaign());
        get(config.publish("orders/kept", "by the leader", leadership.guard()));
        get(leadership.resign());
        assertThatThrownBy(() -> get(config.publish("orders/kept", "too late", leadership.guard())))
                .hasCauseInstanceOf(LeaseLostException.class);
        assertThat(stored("orders/kept")).isEqualTo("by the leader");
        election.close();
    }

    @Test
    void stock_clients_use_it_by_path_and_version() throws Exception {
        LockLease lease = bench.direct().lock("door").acquire();
        LockGuard guard = lease.guard();
        stock.create("/data", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        stock.setData(guard.path(), new byte[] {1}, -1); // what is in the entry does not matter
        stock.multi(List.of(Op.check(guard.path(), guard.version()), Op.setData("/data", new byte[] {7}, -1)));
        assertThat(stock.getData("/data", false, null)).containsExactly(7);
        get(lease.releaseAsync());
        assertThatThrownBy(() -> stock.multi(
                        List.of(Op.check(guard.path(), guard.version()), Op.setData("/data", new byte[] {8}, -1))))
                .isInstanceOf(KeeperException.NoNodeException.class);
        assertThat(stock.getData("/data", false, null)).containsExactly(7);
    }

    @Test
    @Tag("trap-19")
    void of_writes_that_race_with_the_loss_none_comes_after_it() throws Exception {
        get(config.publish("orders/raced", "first"));
        DLock lock = bench.direct().lock("door");
        for (int round = 0; round < 20; round++) {
            LockLease lease = lock.acquire();
            List<CompletableFuture<Integer>> writes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                writes.add(config.publish("orders/raced", "write " + i, lease.guard())
                        .toCompletableFuture());
            }
            get(writes.get(round * 5)); // it is under way
            bench.server.remove(entry(lease));
            long lost = stock.exists("/locks/door", false).getPzxid();
            int last = -1;
            for (int i = 0; i < writes.size(); i++) {
                if (happened(writes.get(i))) {
                    assertThat(last).as("nothing is refused before the loss").isEqualTo(i - 1);
                    last = i;
                }
            }
            assertThat(last).isBetween(round * 5, writes.size());
            assertThat(stock.exists("/config/orders/raced", false).getMzxid()).isLessThan(lost);
            assertThat(stored("orders/raced")).isEqualTo("write " + last);
        }
    }

    private static boolean happened(CompletableFuture<Integer> write) throws Exception {
        try {
            get(write);
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(LeaseLostException.class);
            return false;
        }
    }
}
