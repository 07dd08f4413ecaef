package io.latchkey.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One node or a few as processes of this machine, each configured by a file of its own. Nodes count from 1. */
public final class Cluster implements AutoCloseable {
    private static final int SOCKET_MILLIS = 2_000;

    private final Path dir;
    /** Of the ensemble at first; {@link #join} makes more. */
    private final int size;

    private final String clientSetting;
    private final String engineSettings;
    private final List<Integer> clientPorts = new ArrayList<>();
    private final List<Integer> httpPorts = new ArrayList<>();
    private final List<Integer> peerPorts = new ArrayList<>();
    private final List<Program> programs = new ArrayList<>();

    /** Chooses ports and writes the configuration files; starts nothing. */
    Cluster(Path dir, int size) {
        this(dir, size, "", "{}");
    }

    private Cluster(Path dir, int size, String clientSetting, String engineSettings) {
        this.dir = dir;
        this.size = size;
        this.clientSetting = clientSetting;
        this.engineSettings = engineSettings;
        for (int i = 0; i < size; i++) {
            choosePorts();
        }
        for (int node = 1; node <= size; node++) {
            write(configFile(node), yaml(node));
        }
    }

    private void choosePorts() {
        clientPorts.add(Ports.free());
        httpPorts.add(Ports.free());
        peerPorts.add(Ports.free());
        programs.add(null);
    }

    /** Starts one more that knows of the first ones and itself, and gives its number. It is no member yet. */
    int join() {
        choosePorts();
        int node = programs.size();
        write(configFile(node), yaml(node));
        start(node);
        awaitServing(node);
        return node;
    }

    /** Starts them all and waits until they serve. */
    public static Cluster started(Path dir, int size) {
        return started(dir, size, "");
    }

    /** @param clientSetting one more line of the section {@code client}, for all nodes */
    static Cluster started(Path dir, int size, String clientSetting) {
        return started(dir, size, clientSetting, "{}");
    }

    /** @param engineSettings the section {@code engine}, in braces */
    static Cluster started(Path dir, int size, String clientSetting, String engineSettings) {
        Cluster cluster = new Cluster(dir, size, clientSetting, engineSettings);
        boolean serving = false;
        try {
            cluster.startAll();
            serving = true;
        } finally {
            if (!serving) {
                cluster.close();
            }
        }
        return cluster;
    }

    private String yaml(int node) {
        String peers = size == 1
                ? ""
                : "peers:\n  cluster: it\n  secret: not-a-secret-outside-tests\n  servers:\n"
                        + IntStream.concat(IntStream.rangeClosed(1, size), IntStream.of(node))
                                .distinct()
                                .mapToObj(i -> "    " + i + ": 127.0.0.1:" + peerPorts.get(i - 1) + "\n")
                                .collect(Collectors.joining());
        return """
                id: %d
                data:
                  dir: %s
                client:
                  port: %d
                  tickTimeMs: 500
                  maxPerAddress: 0
                  fourLetterWords: "*"
                  superDigest: "%s"
                  %s
                http:
                  port: %d
                engine: %s
                """.formatted(
                                node,
                                dataDir(node),
                                clientPort(node),
                                Stock.SUPER_DIGEST,
                                clientSetting,
                                httpPort(node),
                                engineSettings)
                + peers;
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path dataDir(int node) {
        return dir.resolve("data-" + node);
    }

    Path configFile(int node) {
        return dir.resolve("node-" + node + ".yaml");
    }

    int clientPort(int node) {
        return clientPorts.get(node - 1);
    }

    int httpPort(int node) {
        return httpPorts.get(node - 1);
    }

    int peerPort(int node) {
        return peerPorts.get(node - 1);
    }

    int size() {
        return size;
    }

    public String server(int node) {
        return "127.0.0.1:" + clientPort(node);
    }

    public String api(int node) {
        return "http://127.0.0.1:" + httpPort(node);
    }

    String servers() {
        return nodes().mapToObj(this::server).collect(Collectors.joining(","));
    }

    String apis() {
        return nodes().mapToObj(this::api).collect(Collectors.joining(","));
    }

    IntStream nodes() {
        return IntStream.rangeClosed(1, size);
    }

    void start(int node) {
        start(node, configFile(node));
    }

    void start(int node, Path config) {
        programs.set(
                node - 1,
                Program.latchkey(
                        dir.resolve("node-" + node + ".log"), List.of("server", "--config", config.toString())));
    }

    void startAll() {
        nodes().forEach(this::start);
        awaitServing();
    }

    Program program(int node) {
        return programs.get(node - 1);
    }

    /** SIGKILL to several at once. */
    void kill(IntStream nodes) throws InterruptedException {
        List<Program> doomed = nodes.mapToObj(this::program).toList();
        for (Program program : doomed) {
            program.kill();
        }
    }

    void awaitServing() {
        nodes().forEach(this::awaitServing);
    }

    void awaitServing(int node) {
        Waiting.until(
                "node " + node + " serves",
                program(node)::said,
                () -> !mode(node).isEmpty());
    }

    /** The node that leads, asked for until there is one. */
    int leader() {
        List<Integer> leaders = new ArrayList<>();
        Waiting.until("somebody leads", () -> {
            leaders.clear();
            nodes().filter(node -> program(node).running())
                    .filter(node -> mode(node).matches("leader|standalone"))
                    .forEach(leaders::add);
            return leaders.size() == 1;
        });
        return leaders.get(0);
    }

    /** What {@code srvr} says of a node: leader, follower or standalone; empty when it does not serve. */
    String mode(int node) {
        try {
            return word(node, "srvr")
                    .lines()
                    .filter(line -> line.startsWith("Mode: "))
                    .map(line -> line.substring("Mode: ".length()).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** The answer to a word of four letters. */
    String word(int node, String word) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clientPort(node))) {
            socket.setSoTimeout(SOCKET_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        for (Program program : programs) {
            if (program != null) {
                program.close();
            }
        }
    }
}
