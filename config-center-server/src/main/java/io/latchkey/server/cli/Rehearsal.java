package io.latchkey.server.cli;

import io.latchkey.client.LatchkeyException;
import io.latchkey.client.LockClient;
import io.latchkey.server.NodeProcess;
import io.latchkey.server.NodeVerticle;
import io.latchkey.server.ServerConfig;
import io.latchkey.server.settings.ConfigException;
import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import io.latchkey.server.settings.SettingsLoader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three nodes in this process that serve, take a write and a snapshot, stop, and start again from what is on their
 * disks. An archive of the classes of such a process has those that a node of an ensemble needs when it starts.
 */
final class Rehearsal {
    private static final int NODES = 3;
    private static final int PATIENCE_SECONDS = 20;
    private static final int POLL_MS = 10;

    private final Path dir;

    /** @param dir of the nodes' directories; best an empty one */
    Rehearsal(Path dir) {
        this.dir = dir;
    }

    /** @throws CliFailure if the nodes don't do it in time, saying why */
    void run() throws InterruptedException {
        Vertx vertx = Vertx.vertx(NodeProcess.options());
        try {
            List<ServerConfig> configs = configs();
            live(vertx, configs, true);
            live(vertx, configs, false);
        } catch (ConfigException | IOException e) {
            throw new CliFailure(ExitCode.FAILED, "the rehearsal failed: " + e.getMessage());
        } finally {
            await(vertx.close());
        }
    }

    private List<ServerConfig> configs() throws IOException, ConfigException {
        List<Integer> ports = freePorts();
        String servers = IntStream.rangeClosed(1, NODES)
                .mapToObj(id -> id + "=127.0.0.1:" + ports.get(id - 1))
                .collect(Collectors.joining(","));
        List<ServerConfig> configs = new ArrayList<>();
        for (int id = 1; id <= NODES; id++) {
            Map<Setting<?>, String> flags = new HashMap<>();
            flags.put(Settings.ID, Integer.toString(id));
            flags.put(Settings.DATA_DIR, dir.resolve("node-" + id).toString());
            flags.put(Settings.CLIENT_PORT, "0");
            flags.put(Settings.HTTP_ENABLED, "false");
            flags.put(Settings.PEERS_SERVERS, servers);
            flags.put(Settings.ENGINE_SNAPSHOT_TXNS, "1");
            configs.add(ServerConfig.of(SettingsLoader.load(null, Map.of(), flags)));
        }
        return configs;
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void live(Vertx vertx, List<ServerConfig> configs, boolean writing) throws InterruptedException {
        List<NodeVerticle> nodes = new ArrayList<>();
        List<Future<String>> deployed = new ArrayList<>();
        for (ServerConfig config : configs) {
            NodeVerticle node = new NodeVerticle(config, problem -> {}); // it serves no more, which is seen then
            nodes.add(node);
            deployed.add(vertx.deployVerticle(node));
        }
        await(Future.join(deployed));
        for (NodeVerticle node : nodes) {
            until(vertx, "a node serves", () -> Probe.mode(node.clientPort()) != null);
        }
        if (writing) {
            write(nodes.get(0).clientPort());
            for (ServerConfig config : configs) {
                Path snapshots = config.dataDir().resolve("snapshots");
                until(vertx, "a node takes a snapshot", () -> holdsSnapshot(snapshots));
            }
        }
        for (Future<String> id : deployed) {
            await(vertx.undeploy(id.result()));
        }
    }

    /** A session, and the znodes of a lock. */
    private static void write(int port) throws InterruptedException {
        try (LockClient client = LockClient.connect("127.0.0.1:" + port)) {
            client.lock("rehearsal").acquire().close();
        } catch (LatchkeyException e) {
            throw new CliFailure(ExitCode.FAILED, "the rehearsal failed: " + e.getMessage());
        }
    }

    private static boolean holdsSnapshot(Path snapshots) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(snapshots, "snapshot-????????????????")) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, "the rehearsal can't read " + snapshots + ": " + e);
        }
    }

    private static void until(Vertx vertx, String what, BooleanSupplier holds) throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > giveUp) {
                throw new CliFailure(
                        ExitCode.FAILED,
                        "the rehearsal failed: it took more than " + PATIENCE_SECONDS + " s until " + what);
            }
            await(vertx.timer(POLL_MS, TimeUnit.MILLISECONDS));
        }
    }

    private static void await(Future<?> future) throws InterruptedException {
        try {
            future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CliFailure(ExitCode.FAILED, "the rehearsal failed: " + e);
        }
    }
}
