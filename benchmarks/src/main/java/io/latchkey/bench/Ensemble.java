package io.latchkey.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Servers to be measured: either somebody else's, known by address only, or processes that this tool has started. */
final class Ensemble implements AutoCloseable {
    private static final long READY_WITHIN_NANOS = 60_000_000_000L;
    private static final long POLL_MS = 5;
    private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");

    private final String name;
    private final List<InetSocketAddress> servers;
    private final List<ServerProcess> processes;

    /**
     * How patient servers are, as zoo.cfg has it.
     *
     * @param tickTimeMs unit of the others
     */
    record Timing(int tickTimeMs, int initLimit, int syncLimit) {
        /** What ZooKeeper's own example has: servers give each other up after ten seconds. */
        static final Timing USUAL = new Timing(2_000, 10, 5);
        /** Servers give each other up after a second and a half, Latchkey's default. */
        static final Timing ALERT = new Timing(500, 20, 3);
    }

    private Ensemble(String name, List<InetSocketAddress> servers, List<ServerProcess> processes) {
        this.name = name;
        this.servers = servers;
        this.processes = processes;
    }

    /** Name and number of servers. */
    String describe() {
        return processes.isEmpty()
                ? name
                : "%s (%d process%s)".formatted(name, processes.size(), processes.size() == 1 ? "" : "es");
    }

    List<InetSocketAddress> servers() {
        return servers;
    }

    ServerCpu cpu() {
        return new ServerCpu(processes.stream().map(ServerProcess::pid).toList());
    }

    /** Those that were started here. */
    List<ServerProcess> processes() {
        return processes;
    }

    /**
     * @param addresses {@code host:port[,host:port...]}
     * @throws IllegalArgumentException if they aren't
     */
    static Ensemble at(String addresses) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String address : addresses.split(",", -1)) {
            Matcher m = ADDRESS.matcher(address);
            if (!m.matches() || Integer.parseInt(m.group(2)) > 65_535) {
                throw new IllegalArgumentException(
                        "'" + address + "' is not HOST:PORT, and neither 'latchkey' nor 'zookeeper'");
            }
            servers.add(new InetSocketAddress(m.group(1), Integer.parseInt(m.group(2))));
        }
        return new Ensemble(addresses, List.copyOf(servers), List.of());
    }

    /**
     * Starts servers as processes, each from a zoo.cfg, so that both kinds have the same settings.
     *
     * @param command what to run before the name of the configuration file
     * @param dir an empty folder for data and logs
     */
    static Ensemble start(String name, List<String> command, int nodes, Timing timing, Path dir) throws IOException {
        int[] ports = freePorts(nodes * 3);
        List<ServerProcess> processes = new CopyOnWriteArrayList<>();
        List<InetSocketAddress> servers = new ArrayList<>();
        Ensemble ensemble = new Ensemble(name, servers, processes);
        // servers must not outlive the tool, however it ends
        Runtime.getRuntime().addShutdownHook(new Thread(() -> processes.forEach(ServerProcess::kill)));
        try {
            for (int i = 0; i < nodes; i++) {
                Path home = Files.createDirectories(dir.resolve(name + "-" + (i + 1)));
                List<String> line = new ArrayList<>(command);
                line.add(writeConfig(home, i, timing, ports).toString());
                InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[i * 3]);
                processes.add(new ServerProcess(line, home, address));
                servers.add(address);
            }
            ensemble.awaitServing();
            return ensemble;
        } catch (IOException e) {
            ensemble.close();
            throw e;
        }
    }

    private static Path writeConfig(Path home, int i, Timing timing, int[] ports) throws IOException {
        int nodes = ports.length / 3;
        StringBuilder cfg =
                new StringBuilder("""
                tickTime=%d
                initLimit=%d
                syncLimit=%d
                minSessionTimeout=4000
                maxSessionTimeout=40000
                maxClientCnxns=0
                admin.enableServer=false
                4lw.commands.whitelist=srvr
                """.formatted(timing.tickTimeMs(), timing.initLimit(), timing.syncLimit()));
        cfg.append("dataDir=")
                .append(Files.createDirectories(home.resolve("data")))
                .append('\n');
        cfg.append("clientPort=").append(ports[i * 3]).append('\n');
        cfg.append("clientPortAddress=127.0.0.1\n");
        if (nodes > 1) {
            for (int s = 0; s < nodes; s++) {
                cfg.append("server.%d=127.0.0.1:%d:%d%n".formatted(s + 1, ports[s * 3 + 1], ports[s * 3 + 2]));
            }
            Files.writeString(home.resolve("data/myid"), Integer.toString(i + 1));
        }
        return Files.writeString(home.resolve("zoo.cfg"), cfg);
    }

    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        int[] ports = new int[count];
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(s);
                ports[i] = s.getLocalPort();
            }
        } finally {
            for (ServerSocket s : sockets) {
                s.close();
            }
        }
        return ports;
    }

    /** Waits until every server serves. */
    void awaitServing() throws IOException {
        long deadline = System.nanoTime() + READY_WITHIN_NANOS;
        for (ServerProcess process : processes) {
            while (process.mode().isEmpty()) {
                if (System.nanoTime() > deadline || processes.stream().anyMatch(p -> !p.isAlive())) {
                    throw new IOException(name + " does not serve at " + process.address() + "; see server.log");
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for servers", e);
        }
    }

    @Override
    public void close() {
        processes.forEach(ServerProcess::end);
    }
}
