package io.latchkey.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;

/** What the tests do with Apache's own client. */
public final class Stock {
    private static final int SESSION_MILLIS = 10_000;
    private static final long CONNECT_SECONDS = 60;

    /** Of user super with password secret. */
    static final String SUPER_DIGEST = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=";

    private Stock() {}

    /** A client that is connected. */
    public static ZooKeeper connect(String servers) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(servers, SESSION_MILLIS, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
            client.close();
            throw new AssertionError("the stock client finds no server at " + servers);
        }
        return client;
    }

    /** An admin client that is connected, as the super user. */
    static ZooKeeperAdmin admin(String servers) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeperAdmin admin = new ZooKeeperAdmin(servers, SESSION_MILLIS, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        admin.addAuthInfo("digest", "super:secret".getBytes(StandardCharsets.UTF_8));
        if (!connected.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
            admin.close();
            throw new AssertionError("the stock client finds no server at " + servers);
        }
        return admin;
    }

    /** The children of a znode; none if it is not there. */
    static List<String> children(String server, String path) throws Exception {
        try (ZooKeeper client = connect(server)) {
            return client.getChildren(path, false);
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    /** Removes a znode, whatever its version. */
    static void remove(String server, String path) throws Exception {
        try (ZooKeeper client = connect(server)) {
            client.delete(path, -1);
        }
    }

    /** The whole tree as one server shows it: for every path its data and every field of its Stat. */
    static SortedMap<String, String> tree(String server) throws Exception {
        SortedMap<String, String> tree = new TreeMap<>();
        try (ZooKeeper client = connect(server)) {
            CountDownLatch synced = new CountDownLatch(1);
            client.sync("/", (code, path, context) -> synced.countDown(), null);
            if (!synced.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(server + " does not answer a sync");
            }
            Deque<String> paths = new ArrayDeque<>();
            paths.add("/");
            while (!paths.isEmpty()) {
                String path = paths.poll();
                tree.put(path, describe(client, path));
                String below = path.equals("/") ? "/" : path + "/";
                client.getChildren(path, false).forEach(name -> paths.add(below + name));
            }
        }
        return tree;
    }

    private static String describe(ZooKeeper client, String path) throws KeeperException, InterruptedException {
        Stat stat = new Stat();
        byte[] data = client.getData(path, false, stat);
        return (data == null ? "null" : Base64.getEncoder().encodeToString(data))
                + " czxid=" + stat.getCzxid() + " mzxid=" + stat.getMzxid() + " pzxid=" + stat.getPzxid()
                + " ctime=" + stat.getCtime() + " mtime=" + stat.getMtime() + " version=" + stat.getVersion()
                + " cversion=" + stat.getCversion() + " aversion=" + stat.getAversion()
                + " owner=" + stat.getEphemeralOwner() + " length=" + stat.getDataLength()
                + " children=" + stat.getNumChildren();
    }
}
