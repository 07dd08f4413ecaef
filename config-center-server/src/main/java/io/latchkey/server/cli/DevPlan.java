package io.latchkey.server.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes that {@code dev} is to run, and where. Everything that can be known to fail is found here, before anything
 * starts.
 */
record DevPlan(Path home, List<DevNode> nodes) {
    static final int NODES_MAX = 7;
    private static final int PORT_MAX = 65_535;
    /** Peer ports are looked for from this far above the client ports, where nothing well-known is. */
    private static final int PEER_PORT_DISTANCE = 700;

    /**
     * @param dataDir each number of nodes has a directory of its own in there: nodes without data must never form the
     *     majority over one that has
     * @throws CliFailure naming the flag that changes what is in the way
     */
    static DevPlan of(int count, Path dataDir, int clientPort, int httpPort) {
        check(count >= 1 && count <= NODES_MAX, "--nodes must be 1 to " + NODES_MAX + ", not " + count);
        checkPorts("--client-port", clientPort, count);
        checkPorts("--http-port", httpPort, count);
        check(
                Math.abs(clientPort - httpPort) >= count,
                "--client-port " + clientPort + " and --http-port " + httpPort
                        + " are too near to each other: each node" + " takes one port from there on");
        for (int i = 0; i < count; i++) {
            check(free(clientPort + i), busy(clientPort + i, "--client-port", count));
            check(free(httpPort + i), busy(httpPort + i, "--http-port", count));
        }
        Path home = dataDir.resolve("nodes-" + count);
        List<DevNode> nodes = new ArrayList<>();
        int peerPort = clientPort + PEER_PORT_DISTANCE;
        for (int id = 1; id <= count; id++) {
            peerPort = freeFrom(peerPort, httpPort, count);
            nodes.add(new DevNode(id, clientPort + id - 1, httpPort + id - 1, peerPort++, home.resolve("node-" + id)));
        }
        return new DevPlan(home, List.copyOf(nodes));
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new CliFailure(ExitCode.FAILED, problem);
        }
    }

    private static void checkPorts(String flag, int first, int count) {
        check(
                first >= 1 && first + count - 1 <= PORT_MAX,
                flag + " must be a port from 1 to " + (PORT_MAX - count + 1) + ", not " + first);
    }

    private static String busy(int port, String flag, int count) {
        return "port " + port + " is taken by another program; choose with " + flag
                + (count == 1 ? "" : " (" + count + " ports from there on)");
    }

    private static int freeFrom(int from, int httpPort, int count) {
        for (int port = Math.min(from, PORT_MAX); port <= PORT_MAX; port++) {
            boolean ours = port >= httpPort && port < httpPort + count;
            if (!ours && free(port)) {
                return port;
            }
        }
        throw new CliFailure(
                ExitCode.FAILED, "no port above " + from + " is free for peers; choose with --client-port");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // what a server that has just stopped left behind is no hindrance
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes the directories and writes the configurations.
     *
     * @throws CliFailure if that cannot be done
     */
    void prepare() {
        try {
            for (DevNode node : nodes) {
                Files.createDirectories(node.home());
                Files.writeString(node.configFile(), node.yaml(nodes));
            }
            keepOutOfGit(home.resolveSibling(".gitignore"));
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "cannot write to " + home + ": " + e + "; choose another directory with --data-dir");
        }
    }

    /** Data within somebody's project is none of its sources. */
    private static void keepOutOfGit(Path ignore) throws IOException {
        try {
            Files.createFile(ignore);
            Files.writeString(ignore, "*\n");
        } catch (FileAlreadyExistsException e) {
            return; // from an earlier start, or somebody's own
        }
    }
}
