package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import io.latchkey.server.settings.SettingsLoader;
import io.vertx.core.Vertx;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes in this process: started, stopped, refused, and together. */
@Timeout(120)
class NodeVerticleTest {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path dir;

    private final List<Running> running = new ArrayList<>();

    private record Running(Vertx vertx, NodeVerticle node) {
        void stop() throws Exception {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stopAll() throws Exception {
        for (Running each : running) {
            each.stop();
        }
    }

    private ServerConfig config(int id, Map<Setting<?>, String> more) throws Exception {
        Map<Setting<?>, String> flags = new HashMap<>(Map.of(
                Settings.ID,
                Integer.toString(id),
                Settings.DATA_DIR,
                dir.resolve("node-" + id).toString(),
                Settings.CLIENT_PORT,
                "0",
                Settings.HTTP_PORT,
                "0"));
        flags.putAll(more);
        return ServerConfig.of(SettingsLoader.load(null, Map.of(), flags));
    }

    private Running start(ServerConfig config) throws Exception {
        Vertx vertx = Vertx.vertx(NodeProcess.options());
        NodeVerticle node = new NodeVerticle(config, problem -> {
            throw new AssertionError("nothing fatal happens here", problem);
        });
        Running started = new Running(vertx, node);
        running.add(started);
        vertx.deployVerticle(node).toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return started;
    }

    private static ZooKeeper connect(Running node) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + node.node().clientPort(), 10_000, event -> {
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void a_node_serves_and_finds_its_data_again() throws Exception {
        Running first = start(config(1, Map.of()));
        try (ZooKeeper client = connect(first)) {
            client.create("/kept", bytes("value"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        HttpResponse<String> ui = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + first.node().httpPort() + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(ui.statusCode()).isEqualTo(200);
        first.stop();

        Running again = start(config(1, Map.of()));
        try (ZooKeeper client = connect(again)) {
            assertThat(client.getData("/kept", false, null)).isEqualTo(bytes("value"));
        }
    }

    @Test
    void a_taken_client_port_is_named_with_its_flag_and_nothing_stays_behind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> start(config(1, Map.of(Settings.CLIENT_PORT, port))))
                    .hasMessageContaining("cannot listen for clients at 127.0.0.1:" + port + ": it is taken")
                    .hasMessageContaining("--client-port");
        }
        start(config(1, Map.of()));
    }

    @Test
    void a_taken_http_port_is_fatal_only_if_it_was_asked_for() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            ServerConfig asked = config(1, Map.of(Settings.HTTP_PORT, Integer.toString(port)));
            assertThatThrownBy(() -> start(asked))
                    .hasMessageContaining("cannot listen for HTTP at 127.0.0.1:" + port + ": it is taken")
                    .hasMessageContaining("--http-port");
            ServerConfig usual = new ServerConfig(
                    asked.id(),
                    asked.servers(),
                    asked.dataDir(),
                    asked.logDir(),
                    asked.freeBytesMin(),
                    asked.clients(),
                    new ServerConfig.Http(true, "127.0.0.1", port, true),
                    asked.peers(),
                    asked.engine());
            Running without = start(usual);
            assertThat(without.node().httpPort()).isZero();
            connect(without).close();
        }
    }

    @Test
    void a_directory_in_use_or_not_writable_is_named() throws Exception {
        start(config(1, Map.of()));
        assertThatThrownBy(() -> start(config(1, Map.of())))
                .hasMessageContaining(dir.resolve("node-1").toString());
        Path file = Files.writeString(dir.resolve("file"), "no directory");
        assertThatThrownBy(() -> start(
                        config(2, Map.of(Settings.DATA_DIR, file.resolve("data").toString()))))
                .hasMessageContaining(file.toString());
    }

    @Test
    void three_nodes_elect_a_leader_and_another_one_when_it_stops() throws Exception {
        Map<Setting<?>, String> peers = Map.of(
                Settings.PEERS_SERVERS,
                "1=127.0.0.1:%d,2=127.0.0.1:%d,3=127.0.0.1:%d".formatted(freePort(), freePort(), freePort()),
                Settings.PEERS_SECRET,
                "only these three know it");
        List<Running> nodes = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            nodes.add(start(config(id, peers)));
        }
        try (ZooKeeper client = connect(nodes.get(0))) {
            client.create("/shared", bytes("1"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        nodes.get(2).stop();
        for (Running survivor : nodes.subList(0, 2)) {
            try (ZooKeeper client = connect(survivor)) {
                client.sync("/", (code, path, context) -> {}, null);
                assertThat(client.getData("/shared", false, null)).isEqualTo(bytes("1"));
            }
        }
        Running back = start(config(3, peers));
        try (ZooKeeper client = connect(back)) {
            assertThat(client.getData("/shared", false, null)).isEqualTo(bytes("1"));
        }
    }
}
