package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import io.latchkey.server.settings.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** Whole nodes in this process: one alone, or three together. */
final class Nodes implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    /** Below those that the system hands out by itself, which may be gone before a node listens. */
    private static final int PORT_MIN = 15_000;

    private static final int PORT_MAX = 32_000;

    private final Map<Integer, Node> nodes = new TreeMap<>();
    private final String servers;

    private record Node(Vertx vertx, NodeVerticle verticle) {}

    private Nodes(String servers) {
        this.servers = servers;
    }

    static Nodes alone() {
        return new Nodes("");
    }

    static Nodes three() throws IOException {
        return new Nodes("1=127.0.0.1:%d,2=127.0.0.1:%d,3=127.0.0.1:%d".formatted(freePort(), freePort(), freePort()));
    }

    private static int freePort() throws IOException {
        Random random = new Random();
        while (true) {
            int port = PORT_MIN + random.nextInt(PORT_MAX - PORT_MIN);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue; // somebody has it
            }
        }
    }

    /** @param more settings beside id, ports and peers */
    void start(int id, Path data, Map<Setting<?>, String> more) throws Exception {
        Map<Setting<?>, String> settings = new HashMap<>(Map.of(
                Settings.ID,
                Integer.toString(id),
                Settings.DATA_DIR,
                data.toString(),
                Settings.CLIENT_PORT,
                "0",
                Settings.HTTP_PORT,
                "0"));
        if (!servers.isEmpty()) {
            settings.put(Settings.PEERS_SERVERS, servers);
            settings.put(Settings.PEERS_SECRET, "only these three know it");
        }
        settings.putAll(more);
        Vertx vertx = Vertx.vertx(NodeProcess.options());
        ServerConfig config = ServerConfig.of(SettingsLoader.load(null, Map.of(), settings));
        NodeVerticle verticle = new NodeVerticle(config, problem -> {
            throw new AssertionError("nothing fatal happens here", problem);
        });
        nodes.put(id, new Node(vertx, verticle));
        vertx.deployVerticle(verticle)
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void stop(int id) throws Exception {
        Node node = nodes.remove(id);
        node.vertx().close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        for (int id : List.copyOf(nodes.keySet())) {
            stop(id);
        }
    }

    ZooKeeper connect(int id) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        int port = nodes.get(id).verticle().clientPort();
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + port, 10_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        assertThat(connected.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return client;
    }

    static void create(ZooKeeper client, String path) throws Exception {
        client.create(path, path.getBytes(StandardCharsets.UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    HttpResponse<String> http(int id, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + nodes.get(id).verticle().httpPort() + path))
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("value"))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    JsonObject cluster(int id) throws Exception {
        return new JsonObject(http(id, "GET", "/api/v1/cluster").body());
    }

    /** The id of one that leads, 0 if none does. */
    int leader() throws Exception {
        for (int id : nodes.keySet()) {
            JsonObject cluster = cluster(id);
            if (cluster.getBoolean("serving") && cluster.getString("role").equals("LEADING")) {
                return id;
            }
        }
        return 0;
    }

    int awaitLeader() throws Exception {
        int leader = leader();
        while (leader == 0) {
            leader = leader();
        }
        return leader;
    }
}
