package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Apache's client and Curator, as they are. */
@Timeout(60)
class StockClientTest {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static ZooKeeper client(Watcher watcher) throws Exception {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        ZooKeeper zk = new ZooKeeper(node.connectString(), 10_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.complete(null);
            }
            watcher.process(event);
        });
        TestNode.await(connected);
        return zk;
    }

    private static ZooKeeper client() throws Exception {
        return client(event -> {});
    }

    @Test
    void create_read_change_delete() throws Exception {
        try (ZooKeeper zk = client()) {
            assertThat(zk.create("/stock", new byte[] {1}, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT))
                    .isEqualTo("/stock");
            Stat stat = new Stat();
            assertThat(zk.getData("/stock", false, stat)).containsExactly(1);
            assertThat(zk.setData("/stock", new byte[] {2, 3}, 0).getVersion()).isEqualTo(1);
            assertThat(zk.create("/stock/s-", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL, stat))
                    .isEqualTo("/stock/s-0000000000");
            assertThat(stat.getEphemeralOwner()).isEqualTo(zk.getSessionId());
            assertThat(zk.getChildren("/stock", false)).containsExactly("s-0000000000");
            assertThat(zk.getEphemerals()).containsExactly("/stock/s-0000000000");
            assertThat(zk.getAllChildrenNumber("/stock")).isEqualTo(1);
            assertThatThrownBy(() -> zk.delete("/stock", -1)).isInstanceOf(KeeperException.NotEmptyException.class);
            zk.delete("/stock/s-0000000000", -1);
            zk.delete("/stock", 1);
            assertThat(zk.exists("/stock", false)).isNull();
        }
    }

    @Test
    void transactions() throws Exception {
        try (ZooKeeper zk = client()) {
            zk.transaction()
                    .create("/multi", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT)
                    .create("/multi/a", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT)
                    .check("/multi", 0)
                    .setData("/multi", new byte[] {7}, 0)
                    .commit();
            assertThatThrownBy(() -> zk.multi(List.of(Op.delete("/multi/a", -1), Op.check("/multi", 5))))
                    .isInstanceOf(KeeperException.BadVersionException.class);
            assertThat(zk.exists("/multi/a", false)).isNotNull();
        }
    }

    @Test
    void watches_of_all_kinds() throws Exception {
        BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
        try (ZooKeeper zk = client();
                ZooKeeper other = client()) {
            zk.exists("/watched", events::add);
            zk.addWatch("/", e -> {}, AddWatchMode.PERSISTENT);
            zk.addWatch("/watched", events::add, AddWatchMode.PERSISTENT_RECURSIVE);
            other.create("/watched", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(events.take().getType()).isEqualTo(Watcher.Event.EventType.NodeCreated);
            assertThat(events.take().getType()).isEqualTo(Watcher.Event.EventType.NodeCreated);
            other.create("/watched/below", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            WatchedEvent below = events.take();
            assertThat(below.getPath()).isEqualTo("/watched/below");
            assertThat(below.getType()).isEqualTo(Watcher.Event.EventType.NodeCreated);
            zk.removeWatches("/watched", events::add, Watcher.WatcherType.PersistentRecursive, true);
        } catch (KeeperException.NoWatcherException e) {
            // the client compares watcher objects, and a method reference is a new one each time
            assertThat(e.getPath()).isEqualTo("/watched");
        }
    }

    @Test
    void acls_and_who_i_am() throws Exception {
        try (ZooKeeper zk = client();
                ZooKeeper other = client()) {
            zk.addAuthInfo("digest", "anna:secret".getBytes());
            zk.create("/annas", new byte[] {1}, ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            assertThat(zk.whoAmI()).extracting(i -> i.getAuthScheme()).containsExactlyInAnyOrder("ip", "digest");
            assertThatThrownBy(() -> other.getData("/annas", false, null))
                    .isInstanceOf(KeeperException.NoAuthException.class);
            other.addAuthInfo("digest", "anna:secret".getBytes());
            assertThat(other.getData("/annas", false, null)).containsExactly(1);
        }
    }

    private static CuratorFramework curator() throws Exception {
        CuratorFramework curator = CuratorFrameworkFactory.newClient(node.connectString(), new RetryOneTime(100));
        curator.start();
        assertThat(curator.blockUntilConnected(20, TimeUnit.SECONDS)).isTrue();
        return curator;
    }

    @Test
    void a_curator_mutex_excludes() throws Exception {
        try (CuratorFramework a = curator();
                CuratorFramework b = curator()) {
            InterProcessMutex first = new InterProcessMutex(a, "/curator/mutex");
            InterProcessMutex second = new InterProcessMutex(b, "/curator/mutex");
            first.acquire();
            assertThat(second.acquire(200, TimeUnit.MILLISECONDS)).isFalse();
            first.release();
            assertThat(second.acquire(20, TimeUnit.SECONDS)).isTrue();
            second.release();
        }
    }

    @Test
    void a_curator_latch_passes_on() throws Exception {
        try (CuratorFramework a = curator();
                CuratorFramework b = curator()) {
            LeaderLatch first = new LeaderLatch(a, "/curator/latch", "first");
            LeaderLatch second = new LeaderLatch(b, "/curator/latch", "second");
            first.start();
            first.await();
            second.start();
            first.close();
            assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
            second.close();
        }
    }

    @Test
    void a_curator_cache_follows_a_subtree() throws Exception {
        try (CuratorFramework a = curator()) {
            a.create().creatingParentsIfNeeded().forPath("/curator/cache/one", new byte[] {1});
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            try (CuratorCache cache = CuratorCache.build(a, "/curator/cache")) {
                cache.listenable()
                        .addListener(
                                (type, before, now) -> seen.add(type + " " + (now == null ? before : now).getPath()));
                cache.start();
                assertThat(seen.take()).isEqualTo("NODE_CREATED /curator/cache");
                assertThat(seen.take()).isEqualTo("NODE_CREATED /curator/cache/one");
                a.create().forPath("/curator/cache/one/two", new byte[] {2});
                assertThat(seen.take()).isEqualTo("NODE_CREATED /curator/cache/one/two");
                a.setData().forPath("/curator/cache/one", new byte[] {3});
                assertThat(seen.take()).isEqualTo("NODE_CHANGED /curator/cache/one");
                a.delete().deletingChildrenIfNeeded().forPath("/curator/cache/one");
                assertThat(seen.take()).isEqualTo("NODE_DELETED /curator/cache/one/two");
                assertThat(seen.take()).isEqualTo("NODE_DELETED /curator/cache/one");
            }
        }
    }
}
