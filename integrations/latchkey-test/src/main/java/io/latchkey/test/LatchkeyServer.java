package io.latchkey.test;

import io.latchkey.client.ClientOptions;
import io.latchkey.client.ConfigClient;
import io.latchkey.client.LockClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The server, or three of them, within a test: all that the program is, but for the disk, on free ports of the loopback.
 * What it is told it keeps until it is closed, also while it is stopped.
 *
 * <pre>{@code
 * try (LatchkeyServer server = LatchkeyServer.started()) {
 *     LockClient alice = server.lockClient("alice");
 *     ...
 *     server.expireSession(alice);
 * }
 * }</pre>
 *
 * <p>Clients reach it by {@link Line lines}, whose addresses stay the same however often the server is stopped. Each
 * client that it makes has a line of its own, so that one can be cut off while others go on; for clients that the code
 * under test makes, give them a {@link #connectString(String)} by name.
 *
 * <p>Any thread may use it; methods return when they have taken effect.
 */
public final class LatchkeyServer implements AutoCloseable {
    static final String SHARED_LINE = "default";
    private static final int WORKERS = 4;

    private final Vertx vertx;
    private final Ensemble ensemble;
    private final Network network;
    private final Fleet fleet;
    private final Expiry expiry;
    private final ConcurrentMap<String, Line> linesByName = new ConcurrentHashMap<>();
    private final ReentrantLock lifecycle = new ReentrantLock();
    private @Nullable Line http;
    private boolean closed;

    private LatchkeyServer(Setup setup) {
        vertx = Vertx.vertx(new VertxOptions()
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            ensemble = Ensemble.start(vertx, setup);
        } catch (RuntimeException e) {
            closeVertx();
            throw e;
        }
        network = new Network(vertx, ensemble::stand);
        fleet = new Fleet(name -> Line.open(network, name, ensemble.clientPorts()), setup);
        expiry = new Expiry(new Sessions(ensemble));
    }

    /** One server, with the defaults, that serves. */
    public static LatchkeyServer started() {
        return builder().start();
    }

    /** For another than the defaults. */
    public static LatchkeyServerBuilder builder() {
        return new LatchkeyServerBuilder();
    }

    static LatchkeyServer start(Setup setup) {
        return new LatchkeyServer(setup);
    }

    // ---- clients

    /** {@code host:port}, of each server, on the line that all share who do not ask for one by name. */
    public String connectString() {
        return connectString(SHARED_LINE);
    }

    /** The same on the line of that name. */
    public String connectString(String line) {
        return line(line).connectString();
    }

    /** HTTP API and admin UI: {@code http://127.0.0.1:port}, of the first server that is up. */
    public String httpUrl() {
        lifecycle.lock();
        try {
            Line open = http == null ? Line.open(network, "http", List.of(ensemble::httpPort)) : http;
            http = open;
            return "http://" + open.connectString();
        } finally {
            lifecycle.unlock();
        }
    }

    /** A client on a line of its own, which is closed with the server if nobody closes it before. */
    public LockClient lockClient(String name) {
        return lockClient(name, options -> options);
    }

    /**
     * The same with other options.
     *
     * @param more what the server sets itself, the clock, it cannot change
     */
    public LockClient lockClient(String name, UnaryOperator<ClientOptions.Builder> more) {
        return fleet.lockClient(name, more);
    }

    /** A client on a line of its own, which is closed with the server if nobody closes it before. */
    public ConfigClient configClient(String name) {
        return configClient(name, options -> options);
    }

    /** The same with other options, as for {@link #lockClient(String, UnaryOperator)}. */
    public ConfigClient configClient(String name, UnaryOperator<ClientOptions.Builder> more) {
        return fleet.configClient(name, more);
    }

    /** Closes a client that the server has made, and its line; no effect for others. */
    void closeClient(Object client) {
        fleet.close(client);
    }

    /** The line of that name, made when first asked for. */
    public Line line(String name) {
        return linesByName.computeIfAbsent(name, n -> Line.open(network, n, ensemble.clientPorts()));
    }

    /**
     * The line of a client that this server has made.
     *
     * @throws IllegalArgumentException if it is another's
     */
    public Line line(LockClient client) {
        return member(client).line();
    }

    /** As for the other kind of client. */
    public Line line(ConfigClient client) {
        return member(client).line();
    }

    private Fleet.Member member(Object client) {
        Fleet.Member member = fleet.find(client);
        if (member == null) {
            throw new IllegalArgumentException(
                    "this client is closed, or was not made by this server, which does not know it then: get it from"
                            + " lockClient(name) or configClient(name), or let it connect to connectString(name) and"
                            + " use line(name)");
        }
        return member;
    }

    // ---- faults

    /**
     * Lets a client's session expire as if it had been silent for the whole timeout, but at once: the client finds that
     * out by its clock, so leases are lost and {@code onLost} is called; a moment later, the server ends the session,
     * and gives its locks to others; then the client may open a new one.
     *
     * @throws IllegalArgumentException if the client is none of this server's
     */
    public void expireSession(LockClient client) {
        expiry.expire(member(client));
    }

    /** As for the other kind of client. */
    public void expireSession(ConfigClient client) {
        expiry.expire(member(client));
    }

    /**
     * Ends the session of any client, ZooKeeper's own or Curator's too. It hears of that from the server, so for a moment
     * it may still believe in its locks; {@link Line#partition} lets it run into the timeout as in life.
     *
     * @throws IllegalStateException if there is no such session
     */
    public void expireSession(long sessionId) {
        expiry.expire(sessionId);
    }

    /** The server stands still until {@link #thaw}: connections stay open, nothing is answered, its clock stands. */
    public void freeze() {
        network.freeze(null);
    }

    /** As {@link #freeze()}, for this time at most. Returns at once. */
    public void freeze(Duration time) {
        network.freeze(time);
    }

    /** As {@link Line#freeze()} for the line of this client. */
    public void freeze(LockClient client) {
        line(client).freeze();
    }

    /** Ends {@link #freeze()}. */
    public void thaw() {
        network.thaw();
    }

    /** As {@link Line#partition()} for the line of this client. */
    public void partition(LockClient client) {
        line(client).partition();
    }

    /** As {@link Line#partition()} for the line of this client. */
    public void partition(ConfigClient client) {
        line(client).partition();
    }

    /** Ends what was done to any line, and {@link #freeze()}. Servers that were stopped stay so. */
    public void heal() {
        network.heal();
    }

    /**
     * Stops the leader, without a word to anybody. {@link #start()} brings it back.
     *
     * @return its id
     * @throws IllegalStateException if there is only one server
     */
    public int killLeader() {
        lifecycle.lock();
        try {
            if (ensemble.nodes().size() == 1) {
                throw new IllegalStateException(
                        "one server has no other that could lead: ask for three, or use stop()");
            }
            Node leader = ensemble.awaitLeader();
            ensemble.stop(leader);
            return leader.id();
        } finally {
            lifecycle.unlock();
        }
    }

    /** The id of the leader, once there is one. */
    public int awaitLeader() {
        return ensemble.awaitLeader().id();
    }

    // ---- life

    /** Starts the servers that are stopped, with all that they knew; returns when all of them serve. */
    public void start() {
        lifecycle.lock();
        try {
            if (closed) {
                throw new IllegalStateException(
                        "a server that is closed does not start again; stop() would have kept it");
            }
            ensemble.startAll();
        } finally {
            lifecycle.unlock();
        }
    }

    /** Stops all servers. Connections are refused; addresses and data stay. */
    public void stop() {
        lifecycle.lock();
        try {
            ensemble.stopAll();
        } finally {
            lifecycle.unlock();
        }
    }

    /** As new, but for the data: {@link #heal} and {@link #start}. */
    public void restore() {
        heal();
        start();
    }

    /**
     * The sessions that are open now of clients that the server has not made itself, one line of text each: on which
     * line it is and what it holds.
     */
    public List<String> openSessions() {
        Map<Long, Line> lineBySession = network.lineBySession();
        return OpenSessions.describe(expiry.tree(), id -> {
            Line line = lineBySession.get(id);
            return line != null && line == linesByName.get(line.name()) ? line.name() : null;
        });
    }

    /** False while it is stopped, or some of three are. */
    public boolean running() {
        return ensemble.allUp();
    }

    /**
     * Undoes all faults, closes the clients that it has made, and ends for good; its data are gone. May be repeated.
     *
     * @throws IllegalStateException when all is closed, if a server had to stop by itself, or a client did not close
     */
    @Override
    public void close() {
        lifecycle.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                network.heal();
                fleet.closeAll();
            } finally {
                network.close();
                try {
                    ensemble.stopAll();
                } finally {
                    closeVertx();
                }
            }
            ensemble.check();
        } finally {
            lifecycle.unlock();
        }
    }

    private void closeVertx() {
        Patience.await("closing the server", vertx.close().toCompletionStage().toCompletableFuture());
    }
}
