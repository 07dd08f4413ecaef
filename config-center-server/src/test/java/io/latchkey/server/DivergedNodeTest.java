package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import io.latchkey.server.settings.SettingsLoader;
import io.latchkey.zab.format.TreeFormat;
import io.latchkey.zab.storage.DiskConfig;
import io.latchkey.zab.storage.DiskStorage;
import io.latchkey.zab.storage.Storage;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Stat;
import io.latchkey.zab.tree.TreeLoader;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three whole nodes, one of which has another tree than the others on its disk. */
@Timeout(180)
class DivergedNodeTest {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path dir;

    private final Map<Integer, Integer> clientPorts = new TreeMap<>();
    private final Map<Integer, Integer> httpPorts = new TreeMap<>();
    private final Map<Integer, Life> lives = new TreeMap<>();
    private String servers = "";

    /** A node's process, or what would be one, in a thread. */
    private record Life(Thread thread, CompletableFuture<Void> end, CompletableFuture<Boolean> ended) {}

    @BeforeEach
    void choosePorts() throws IOException {
        int[] peerPorts = new int[4];
        for (int id = 1; id <= 3; id++) {
            clientPorts.put(id, freePort());
            httpPorts.put(id, freePort());
            peerPorts[id] = freePort();
        }
        servers = "1=127.0.0.1:%d,2=127.0.0.1:%d,3=127.0.0.1:%d".formatted(peerPorts[1], peerPorts[2], peerPorts[3]);
    }

    @AfterEach
    void stopAll() throws Exception {
        for (int id : List.copyOf(lives.keySet())) {
            stop(id);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void start(int id) throws Exception {
        Map<Setting<?>, String> settings = new HashMap<>();
        settings.put(Settings.ID, Integer.toString(id));
        settings.put(Settings.DATA_DIR, data(id).toString());
        settings.put(Settings.CLIENT_PORT, String.valueOf(clientPorts.get(id)));
        settings.put(Settings.HTTP_PORT, String.valueOf(httpPorts.get(id)));
        settings.put(Settings.PEERS_SERVERS, servers);
        settings.put(Settings.PEERS_SECRET, "only these three know it");
        ServerConfig config = ServerConfig.of(SettingsLoader.load(null, Map.of(), settings));
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        ProcessContext context = new ProcessContext(
                Map.of(),
                dir,
                new ByteArrayInputStream(new byte[0]),
                List.of(),
                action -> end.whenComplete((x, y) -> {
                    action.run();
                }));
        Thread thread = new Thread(() -> {
            try {
                ended.complete(new NodeProcess(config, context).run(end));
            } catch (InterruptedException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        lives.put(id, new Life(thread, end, ended));
        thread.start();
    }

    private Path data(int id) {
        return dir.resolve("node-" + id);
    }

    private void stop(int id) throws Exception {
        Life life = lives.remove(id);
        life.end().complete(null);
        assertThat(life.ended().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        life.thread().join();
    }

    private ZooKeeper connect(int id) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + clientPorts.get(id), 10_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        assertThat(connected.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return client;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes through that node; the zxid. */
    private long write(int id, String path, String data) throws Exception {
        try (ZooKeeper client = connect(id)) {
            client.create(path, bytes(data), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            client.sync("/", (code, where, context) -> {}, null);
            return client.exists(path, false).getCzxid();
        }
    }

    private static TreeLoader loader(long zxid) {
        TreeLoader loader = new TreeLoader(zxid);
        Stat stat = new Stat(0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0);
        loader.node(new TreeLoader.Node("", new byte[0], Acl.OPEN, NodeKind.PERSISTENT, 0, stat));
        return loader;
    }

    private static DataTree strange(long zxid) {
        try {
            return loader(zxid).finish(0);
        } catch (IllegalArgumentException e) { // it names the digest that it has computed
            String text = String.valueOf(e.getMessage());
            return loader(zxid).finish(Long.parseUnsignedLong(text.substring(10, text.indexOf(',')), 16));
        }
    }

    @Test
    void it_gets_the_right_tree_from_the_others_without_an_operator() throws Exception {
        for (int id = 1; id <= 3; id++) {
            start(id);
        }
        int other = 1;
        write(other, "/first", "1");
        int strange = "FOLLOWING".equals(cluster(2).getString("role")) ? 2 : 3;
        connect(strange).close();
        stop(strange);
        long zxid = write(other, "/second", "2") + 20; // later than all that is yet
        try (Storage disk = DiskStorage.open(DiskConfig.of(data(strange)))) {
            disk.recover();
            disk.snapshots().write(zxid, out -> TreeFormat.write(strange(zxid), out));
        }
        for (long at = 0; at <= zxid; ) {
            at = write(other, "/n" + at, "n");
        }
        start(strange);
        connect(strange).close(); // which is a change that it must apply
        JsonObject cluster = cluster(strange);
        while (cluster == null || cluster.getInteger("divergences") < 2 || !cluster.getBoolean("serving")) {
            write(other, "/more" + System.nanoTime(), "3");
            cluster = cluster(strange);
        }
        assertThat(cluster.getString("lastDivergence")).contains("differs from the leader's at transaction");
        try (ZooKeeper client = connect(strange)) {
            client.sync("/", (code, path, context) -> {}, null);
            assertThat(client.getData("/first", false, null)).isEqualTo(bytes("1"));
            assertThat(client.getData("/second", false, null)).isEqualTo(bytes("2"));
        }
        try (Stream<Path> files = Files.list(data(strange))) {
            assertThat(files).anyMatch(file -> file.getFileName().toString().startsWith("damaged-"));
        }
    }

    /** Null while it can't be reached. */
    private JsonObject cluster(int id) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + httpPorts.get(id) + "/api/v1/cluster"))
                    .build();
            return new JsonObject(HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            return null;
        } catch (DecodeException e) {
            throw new AssertionError("no JSON", e);
        }
    }
}
