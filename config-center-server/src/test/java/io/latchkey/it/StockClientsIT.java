package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeperMain;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written for ZooKeeper works as it is: Apache's client, Curator and zkCli, against three nodes. */
class StockClientsIT {
    private static final long BOUND_SECONDS = 30;

    @TempDir
    static Path dir;

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.started(dir, 3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static CuratorFramework curator(int node) {
        CuratorFramework curator =
                CuratorFrameworkFactory.newClient(cluster.server(node), new ExponentialBackoffRetry(100, 5));
        curator.start();
        return curator;
    }

    @Test
    void apaches_client_writes_reads_watches_and_cleans_up() throws Exception {
        BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
        try (ZooKeeper one = Stock.connect(cluster.server(1));
                ZooKeeper two = Stock.connect(cluster.server(2))) {
            one.create("/app", bytes("1"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            two.sync("/", (code, path, context) -> {}, null);
            two.addWatch("/app", events::add, AddWatchMode.PERSISTENT_RECURSIVE);
            Stat stat = one.setData("/app", bytes("2"), 0);
            assertThat(stat.getVersion()).isEqualTo(1);
            String child = one.create("/app/worker-", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
            assertThat(child).isEqualTo("/app/worker-0000000000");
            assertThat(next(events)).isEqualTo("NodeDataChanged /app");
            assertThat(next(events)).isEqualTo("NodeCreated " + child);
            assertThat(two.exists(child, false).getEphemeralOwner()).isEqualTo(one.getSessionId());
            List<OpResult> results =
                    one.multi(List.of(Op.check("/app", 1), Op.setData("/app", bytes("3"), 1), Op.delete(child, -1)));
            assertThat(results).hasSize(3);
            assertThat(next(events)).isEqualTo("NodeDataChanged /app");
            assertThat(next(events)).isEqualTo("NodeDeleted " + child);
            assertThat(two.getData("/app", false, null)).isEqualTo(bytes("3"));
        }
    }

    private static String next(BlockingQueue<WatchedEvent> events) throws InterruptedException {
        WatchedEvent event = events.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        return event == null ? "nothing" : event.getType() + " " + event.getPath();
    }

    @Test
    void a_session_that_closes_takes_its_ephemerals_along_and_wakes_who_watched() throws Exception {
        BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
        try (ZooKeeper two = Stock.connect(cluster.server(3))) {
            ZooKeeper one = Stock.connect(cluster.server(1));
            one.create("/mortal", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            Waiting.until("it is seen", () -> two.exists("/mortal", events::add) != null);
            one.close();
            assertThat(next(events)).endsWith("/mortal");
        }
    }

    @Test
    void a_failed_multi_changes_nothing() throws Exception {
        try (ZooKeeper one = Stock.connect(cluster.server(1))) {
            Throwable refusal = null;
            try {
                one.multi(List.of(
                        Op.create("/half", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT), Op.delete("/none", -1)));
            } catch (KeeperException e) {
                refusal = e;
            }
            assertThat(refusal).isInstanceOf(KeeperException.NoNodeException.class);
            assertThat(one.exists("/half", false)).isNull();
        }
    }

    @Test
    void curators_mutex_excludes() throws Exception {
        try (CuratorFramework one = curator(1);
                CuratorFramework two = curator(2)) {
            InterProcessMutex first = new InterProcessMutex(one, "/curator/mutex");
            InterProcessMutex second = new InterProcessMutex(two, "/curator/mutex");
            first.acquire();
            assertThat(second.acquire(300, TimeUnit.MILLISECONDS)).isFalse();
            first.release();
            assertThat(second.acquire(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            second.release();
        }
    }

    @Test
    void curators_latch_elects_another_when_the_leader_goes() throws Exception {
        try (CuratorFramework one = curator(1);
                CuratorFramework two = curator(3);
                LeaderLatch second = new LeaderLatch(two, "/curator/latch", "second")) {
            LeaderLatch first = new LeaderLatch(one, "/curator/latch", "first");
            first.start();
            assertThat(first.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            second.start();
            assertThat(second.await(300, TimeUnit.MILLISECONDS)).isFalse();
            first.close();
            assertThat(second.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void curators_cache_follows() throws Exception {
        Map<String, String> seen = new ConcurrentHashMap<>();
        try (CuratorFramework one = curator(1);
                CuratorFramework two = curator(2);
                CuratorCache cache = CuratorCache.build(two, "/curator/cached")) {
            cache.listenable()
                    .addListener(CuratorCacheListener.builder()
                            .forCreatesAndChanges((before, now) ->
                                    seen.put(now.getPath(), new String(now.getData(), StandardCharsets.UTF_8)))
                            .forDeletes(gone -> seen.remove(gone.getPath()))
                            .build());
            cache.start();
            one.create().creatingParentsIfNeeded().forPath("/curator/cached/a", bytes("1"));
            one.create().forPath("/curator/cached/b", bytes("1"));
            one.setData().forPath("/curator/cached/a", bytes("2"));
            one.delete().forPath("/curator/cached/b");
            Waiting.until(
                    "the cache shows it",
                    () -> String.valueOf(seen),
                    () -> "2".equals(seen.get("/curator/cached/a")) && !seen.containsKey("/curator/cached/b"));
        }
    }

    @Test
    void zkcli_works() throws Exception {
        assertThat(zkCli("create", "/from-zkcli", "hello")).contains("Created /from-zkcli");
        assertThat(zkCli("get", "-s", "/from-zkcli")).contains("hello", "dataVersion = 0");
        assertThat(zkCli("ls", "/")).contains("from-zkcli", "zookeeper");
        assertThat(zkCli("setAcl", "/from-zkcli", "world:anyone:cdrwa")).doesNotContain("Exception");
        assertThat(zkCli("deleteall", "/from-zkcli")).doesNotContain("Exception");
        assertThat(zkCli("stat", "/from-zkcli")).contains("Node does not exist");
    }

    private static String zkCli(String... command) throws InterruptedException {
        Path output = dir.resolve("zkcli-" + System.nanoTime());
        List<String> arguments = new java.util.ArrayList<>(List.of("-server", cluster.servers()));
        arguments.addAll(List.of(command));
        try (Program cli = Program.java(output, ZooKeeperMain.class.getName(), arguments)) {
            cli.awaitEnd();
            return cli.said();
        }
    }
}
