package io.latchkey.server.zk;

import io.latchkey.server.cluster.Membership;
import io.latchkey.server.ops.FourLetterWords;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.ZabServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The client port: as many event loops as configured, which share it. All public methods may be called from any thread. */
public final class ZkServer {
    private static final String PORTS = "io.latchkey.client-ports";

    private final Vertx vertx;
    private final ZkConfig config;
    private final ZabServer engine;
    private final int sharedPort;
    private final Admission admission;
    private final FourLetterWords words;
    private final Reconfigurations reconfigurations;
    private final SessionIds ids;
    private final Set<ZkConnection> connections = ConcurrentHashMap.newKeySet();
    private final List<ZkLoop> loops = new CopyOnWriteArrayList<>();
    private volatile int port;
    private volatile @Nullable String deploymentId;

    private ZkServer(Vertx vertx, ZkConfig config, ZabServer engine, Membership membership) {
        this.vertx = vertx;
        this.config = config;
        this.engine = engine;
        this.sharedPort = config.port() == 0 ? anyPort(vertx) : config.port();
        this.admission = new Admission(config.maxClientCnxns(), config.limits().halfOpenMax());
        this.words = new FourLetterWords(config.fourLetterWords());
        this.reconfigurations = new Reconfigurations(membership);
        this.ids = new SessionIds(config.serverId());
    }

    /** A negative port is any free one to Vert.x, the same for all who name the same number. */
    private static int anyPort(Vertx vertx) {
        Integer count = vertx.sharedData().<String, Integer>getLocalMap(PORTS).merge(PORTS, 1, Integer::sum);
        return -(count == null ? 1 : count);
    }

    /**
     * Starts to serve clients.
     *
     * @param engine started already; clients are refused while it does not serve
     * @param membership tells who belongs to the ensemble
     * @return completed when the port is open; fails when it can't be opened
     */
    public static Future<ZkServer> start(Vertx vertx, ZkConfig config, ZabServer engine, Membership membership) {
        ZkServer server = new ZkServer(vertx, config, engine, membership);
        DeploymentOptions options = new DeploymentOptions().setInstances(config.loops());
        return vertx.deployVerticle(() -> new ZkLoop(server), options).map(id -> {
            server.deploymentId = id;
            return server;
        });
    }

    /** The port that is listened on, the real one if any was asked for. */
    public int port() {
        return port;
    }

    /** The connections of now. */
    public List<ClientConnection> connections() {
        List<ClientConnection> all = new ArrayList<>();
        connections.forEach(c -> all.add(c.snapshot()));
        return all;
    }

    /** Stops to listen and closes all connections; their sessions live on until they time out. */
    public Future<Void> close() {
        String id = deploymentId;
        deploymentId = null;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    ZkConfig config() {
        return config;
    }

    ZabServer engine() {
        return engine;
    }

    /** What the loops are to listen on, so that they share it. */
    int sharedPort() {
        return sharedPort;
    }

    Reconfigurations reconfigurations() {
        return reconfigurations;
    }

    Admission admission() {
        return admission;
    }

    Set<ZkConnection> connectionSet() {
        return connections;
    }

    void listens(ZkLoop loop, int actualPort) {
        port = actualPort;
        loops.add(loop);
    }

    SessionIds ids() {
        return ids;
    }

    @Nullable
    String answerWord(int first, LoopView view) {
        return words.answer(first, new PortReport(this, view, loops));
    }
}
