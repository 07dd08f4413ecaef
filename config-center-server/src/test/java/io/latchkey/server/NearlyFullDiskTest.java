package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import io.latchkey.server.settings.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes on small disks that fill up. Only the superuser can make such: elsewhere this is left out. */
@Timeout(180)
class NearlyFullDiskTest {
    private static final int PATIENCE_SECONDS = 60;
    private static final long MIB = 1 << 20;

    @TempDir
    Path dir;

    private final Map<Integer, Node> nodes = new TreeMap<>();

    private record Node(Vertx vertx, NodeVerticle verticle, Path disk) {}

    @AfterEach
    void stopAll() throws Exception {
        for (Node node : nodes.values()) {
            node.vertx().close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            run("umount", "-l", node.disk().toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    /** On a disk of 80 MiB, of which 16 are to stay free. */
    private void start(int id, String servers) throws Exception {
        Path disk = Files.createDirectories(dir.resolve("disk-" + id));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", disk.toString());
        Assumptions.assumeTrue(mounted, "cannot mount a tmpfs here, so no disk can be filled");
        Map<Setting<?>, String> settings = new HashMap<>(Map.of(
                Settings.ID, Integer.toString(id),
                Settings.DATA_DIR, disk.resolve("data").toString(),
                Settings.CLIENT_PORT, "0",
                Settings.HTTP_PORT, "0",
                Settings.FREE_BYTES_MIN, Long.toString(16 * MIB)));
        if (!servers.isEmpty()) {
            settings.put(Settings.PEERS_SERVERS, servers);
            settings.put(Settings.PEERS_SECRET, "only these three know it");
        }
        Vertx vertx = Vertx.vertx(NodeProcess.options());
        NodeVerticle verticle =
                new NodeVerticle(ServerConfig.of(SettingsLoader.load(null, Map.of(), settings)), problem -> {
                    throw new AssertionError("nothing fatal happens here", problem);
                });
        nodes.put(id, new Node(vertx, verticle, disk));
        vertx.deployVerticle(verticle)
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void startThree() throws Exception {
        String servers = "1=127.0.0.1:%d,2=127.0.0.1:%d,3=127.0.0.1:%d".formatted(freePort(), freePort(), freePort());
        for (int id = 1; id <= 3; id++) {
            start(id, servers);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private ZooKeeper connect(int id) throws Exception {
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

    private static void create(ZooKeeper client, String path) throws Exception {
        client.create(path, path.getBytes(StandardCharsets.UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    /** Leaves 8 MiB. */
    private void fill(int id) throws IOException {
        Path disk = nodes.get(id).disk();
        ByteBuffer zeros = ByteBuffer.allocate((int) MIB);
        try (FileChannel file =
                FileChannel.open(disk.resolve("ballast"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (Files.getFileStore(disk).getUsableSpace() > 8 * MIB) {
                file.write(zeros.clear());
            }
        }
    }

    private void free(int id) throws IOException {
        Files.delete(nodes.get(id).disk().resolve("ballast"));
    }

    private HttpResponse<String> http(int id, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + nodes.get(id).verticle().httpPort() + path))
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("value"))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonObject cluster(int id) throws Exception {
        return new JsonObject(http(id, "GET", "/api/v1/cluster").body());
    }

    private void awaitReadOnly(int id, boolean readOnly) throws Exception {
        while (cluster(id).getBoolean("readOnly") != readOnly) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_node_refuses_writes_before_its_disk_is_full_and_takes_them_again_when_there_is_room() throws Exception {
        start(1, "");
        try (ZooKeeper client = connect(1)) {
            create(client, "/before");
            create(client, "/lock");
            fill(1);
            awaitReadOnly(1, true);
            assertThatThrownBy(() -> create(client, "/refused"))
                    .isInstanceOf(KeeperException.NotReadOnlyException.class);
            assertThatThrownBy(() -> client.setData("/before", new byte[1], -1))
                    .isInstanceOf(KeeperException.NotReadOnlyException.class);
            assertThat(client.getData("/before", false, null)).isNotNull();
            client.delete("/lock", -1);
            assertThat(client.exists("/lock", false)).isNull();
            HttpResponse<String> refused = http(1, "PUT", "/api/v1/namespaces/default/keys/key");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body()).contains("read-only", "nearly full");
            assertThat(http(1, "GET", "/readyz?verbose").body()).contains("\"ready\":true", "\"readOnly\":true");
            connect(1).close(); // sessions come and go

            free(1);
            awaitReadOnly(1, false);
            create(client, "/refused");
        }
    }

    @Test
    void a_follower_whose_disk_is_nearly_full_holds_up_nobody_else() throws Exception {
        startThree();
        int follower = cluster(1).getString("role").equals("LEADING") ? 2 : 1;
        int other = follower == 1 ? 2 : 1;
        fill(follower);
        awaitReadOnly(follower, true);
        try (ZooKeeper there = connect(follower);
                ZooKeeper elsewhere = connect(other)) {
            assertThatThrownBy(() -> create(there, "/x")).isInstanceOf(KeeperException.NotReadOnlyException.class);
            create(elsewhere, "/x");
            there.sync("/", (code, path, context) -> {}, null);
            assertThat(there.exists("/x", false)).isNotNull();
            assertThat(cluster(follower).getBoolean("serving")).isTrue();
        }
    }
}
