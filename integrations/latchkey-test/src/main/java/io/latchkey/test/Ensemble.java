package io.latchkey.test;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The servers, one or three, and what concerns all of them. One thread at a time starts and stops; any may ask. */
final class Ensemble {
    private static final String HOST = "127.0.0.1";
    /** Below those that the system hands out by itself, which may be gone before a server listens. */
    private static final int PORT_MIN = 15_000;

    private static final int PORT_MAX = 32_000;
    private static final int ATTEMPTS = 5;

    private final List<Node> nodes;

    private Ensemble(List<Node> nodes) {
        this.nodes = nodes;
    }

    /**
     * Returns when all of them serve. Ports between servers must be known before one listens there, so another process
     * may be faster: then others are tried.
     */
    static Ensemble start(Vertx vertx, Setup setup) {
        for (int attempt = 1; ; attempt++) {
            Ensemble ensemble = new Ensemble(nodes(vertx, setup));
            try {
                ensemble.startAll();
                return ensemble;
            } catch (IllegalStateException e) {
                ensemble.stopAll();
                if (!takenPort(e) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static List<Node> nodes(Vertx vertx, Setup setup) {
        if (setup.servers() == 1) {
            return List.of(new Node(vertx, 1, setup, null));
        }
        StringJoiner peers = new StringJoiner(",");
        int id = 1;
        for (int port : freePorts(setup.servers())) {
            peers.add(id++ + "=" + HOST + ":" + port);
        }
        List<Node> nodes = new ArrayList<>();
        for (int each = 1; each <= setup.servers(); each++) {
            nodes.add(new Node(vertx, each, setup, peers.toString()));
        }
        return List.copyOf(nodes);
    }

    private static Set<Integer> freePorts(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        while (ports.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
            if (free(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false; // somebody has it
        }
    }

    private static boolean takenPort(@Nullable Throwable e) {
        return e != null && (e instanceof BindException || takenPort(e.getCause()));
    }

    /** Starts those that are down, and returns when all serve. */
    void startAll() {
        List<Future<Void>> starts = new ArrayList<>();
        for (Node node : nodes) {
            if (!node.up()) {
                starts.add(node.start());
            }
        }
        await("starting the server", Future.join(starts));
        Patience.until("the election", () -> {
            check();
            return nodes.stream().allMatch(Node::serving);
        });
    }

    /** Stops those that are up; what they know is kept. */
    void stopAll() {
        await("stopping the server", Future.join(nodes.stream().map(Node::stop).toList()));
    }

    void stop(Node node) {
        await("stopping server " + node.id(), node.stop());
    }

    private static void await(String what, Future<?> future) {
        Patience.await(what, future.toCompletionStage().toCompletableFuture());
    }

    /** The leader, once there is one. */
    Node awaitLeader() {
        Patience.until("the election of a leader", () -> {
            check();
            return nodes.stream().anyMatch(Node::leading);
        });
        return nodes.stream().filter(Node::leading).findFirst().orElseGet(this::awaitLeader);
    }

    List<Node> nodes() {
        return nodes;
    }

    boolean anyUp() {
        return nodes.stream().anyMatch(Node::up);
    }

    boolean allUp() {
        return nodes.stream().allMatch(Node::up);
    }

    void stand(boolean on) {
        nodes.forEach(node -> node.stand(on));
    }

    /** Where clients find the servers. */
    List<IntSupplier> clientPorts() {
        return nodes.stream().map(node -> (IntSupplier) node::clientPort).toList();
    }

    /** The HTTP port of one that is up, 0 if none is. */
    int httpPort() {
        return nodes.stream()
                .filter(Node::up)
                .mapToInt(Node::httpPort)
                .findFirst()
                .orElse(0);
    }

    /** @throws IllegalStateException if a server had to stop by itself */
    void check() {
        for (Node node : nodes) {
            Throwable problem = node.fatal();
            if (problem != null) {
                throw new IllegalStateException(
                        "server " + node.id() + " had to stop: " + problem.getMessage(), problem);
            }
        }
    }
}
