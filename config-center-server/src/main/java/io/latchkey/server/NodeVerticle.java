package io.latchkey.server;

import io.latchkey.server.cluster.ClusterNews;
import io.latchkey.server.cluster.ClusterView;
import io.latchkey.server.config.HistoryLimits;
import io.latchkey.server.config.RevisionRule;
import io.latchkey.server.http.HttpApi;
import io.latchkey.server.http.Sources;
import io.latchkey.server.lock.LockWatch;
import io.latchkey.server.peer.VertxPeerTransport;
import io.latchkey.server.zk.ZkServer;
import io.latchkey.zab.runtime.EngineConfig;
import io.latchkey.zab.runtime.PeerTransport;
import io.latchkey.zab.runtime.ReplicatedServer;
import io.latchkey.zab.runtime.ZabServer;
import io.latchkey.zab.storage.Storage;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: storage, peers, engine, client port, watch over locks, HTTP, started in this order; when one does not start, the ones before
 * it are stopped again. Client port, watch and HTTP are verticles that this one deploys, so Vert.x has stopped them by the time
 * it stops this one, which stops the rest. The links to peers live on the loop of this verticle.
 */
public final class NodeVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(NodeVerticle.class);

    private final ServerConfig config;
    private final Machine machine;
    private final NodeLife life;
    private final NodeParts parts;
    private final Consumer<Throwable> onFatal;
    /** Closes whatever of storage, peers and engine is open. */
    private Callable<?> close = () -> null;

    private volatile @Nullable ZabServer engine;
    private @Nullable ClusterNews news;
    private @Nullable ZkServer clients;
    private @Nullable LockWatch locks;
    private @Nullable HttpApi http;

    /** @param onFatal called at most once, from a thread of the engine, when the node had to stop serving for good */
    public NodeVerticle(ServerConfig config, Consumer<Throwable> onFatal) {
        this(config, Machine.local(), onFatal);
    }

    /** As the other one, on a machine of the caller's. */
    public NodeVerticle(ServerConfig config, Machine machine, Consumer<Throwable> onFatal) {
        this(config, machine, NodeLife.FIRST, onFatal);
    }

    NodeVerticle(ServerConfig config, Machine machine, NodeLife life, Consumer<Throwable> onFatal) {
        this.config = config;
        this.machine = machine;
        this.life = life;
        this.parts = new NodeParts(config);
        this.onFatal = onFatal;
    }

    @Override
    public Future<?> start() {
        warmUp();
        return vertx.executeBlocking(this::openStorage)
                .compose(this::startPeers)
                .compose(this::startClients)
                .compose(this::startLockWatch)
                .compose(this::startHttp)
                .onSuccess(ignored -> log.info("{}", parts.summary(clientPort(), httpPort())))
                .recover(problem -> stop().transform(ignored -> Future.failedFuture(problem)));
    }

    /** Beside what follows, on another core; a failure shows when the journal is opened. */
    private void warmUp() {
        Callable<Void> loading = () -> {
            machine.warmUp();
            return null;
        };
        vertx.executeBlocking(loading, false).onFailure(e -> log.debug("the journal's code is not loaded ahead", e));
    }

    private Storage openStorage() throws IOException {
        Storage storage = machine.open(parts.disk());
        String why = life.past().lastDivergence();
        if (life.fromPeers() && why != null) {
            storage.setAside(why);
        }
        return storage;
    }

    private Future<ZabServer> startPeers(Storage storage) {
        close = closing(storage);
        if (config.peers() == null) {
            return startEngine(storage, PeerTransport.none());
        }
        if (config.peers().trust().insecure()) {
            log.warn("peers.insecure is set: whoever reaches the peer port can take part in elections and change every"
                    + " value. Set peers.cluster, and peers.secretFile or peers.tlsCertificate, instead");
        }
        return VertxPeerTransport.open(vertx, config.peers())
                .compose(peers -> startEngine(storage, peers).onSuccess(engine -> peers.exchange(news(engine))));
    }

    /** From here on, storage and peers belong to the engine, which closes them with itself. */
    private Future<ZabServer> startEngine(Storage storage, PeerTransport peers) {
        EngineConfig engineConfig = parts.engine();
        ReplicatedServer made = ReplicatedServer.create(
                engineConfig,
                machine.ports(engineConfig, storage, peers).with(life.past()),
                List.of(new RevisionRule(HistoryLimits.DEFAULT)),
                onFatal);
        close = closing(made);
        engine = made;
        return vertx.executeBlocking(() -> {
            made.start();
            return made;
        });
    }

    private ClusterNews news(ZabServer engine) {
        ClusterNews made = news == null ? new ClusterNews(engine::status) : news;
        news = made;
        return made;
    }

    private Future<ZabServer> startClients(ZabServer engine) {
        return ZkServer.start(vertx, parts.clients(), engine, parts.membership())
                .recover(e -> cannotListen(
                        "clients",
                        config.clients().address() + ":" + config.clients().port(),
                        "--client-port",
                        e))
                .map(server -> {
                    clients = server;
                    return engine;
                });
    }

    private Future<ZabServer> startLockWatch(ZabServer engine) {
        LockWatch made = new LockWatch(engine);
        locks = made;
        return vertx.deployVerticle(made).map(id -> engine);
    }

    private Future<Void> startHttp(ZabServer engine) {
        ZkServer server = clients;
        LockWatch watch = locks;
        if (!config.http().enabled() || server == null || watch == null) {
            return Future.succeededFuture();
        }
        return HttpApi.start(
                        vertx,
                        parts.http(),
                        new Sources(
                                engine,
                                new ClusterView(parts.membership(), news(engine)),
                                server::connections,
                                watch,
                                parts.leases()))
                .<Void>map(api -> {
                    http = api;
                    return null;
                })
                .recover(this::withoutHttp);
    }

    private Future<Void> withoutHttp(Throwable problem) {
        if (config.http().optional() && isBind(problem)) {
            log.warn(
                    "port {} is taken, and admin.serverPort is not set: no HTTP API and no admin UI here",
                    config.http().port());
            return Future.succeededFuture();
        }
        String address = config.http().address() + ":" + config.http().port();
        return cannotListen("HTTP", address, "--http-port", problem);
    }

    private static <T> Future<T> cannotListen(String forWhom, String address, String flag, Throwable e) {
        String what = isBind(e) ? "it is taken, or not of this machine" : String.valueOf(e.getMessage());
        return Future.failedFuture(new IOException(
                "cannot listen for " + forWhom + " at " + address + ": " + what + "; " + flag + " changes the port",
                e));
    }

    private static boolean isBind(@Nullable Throwable e) {
        return e != null && (e instanceof BindException || isBind(e.getCause()));
    }

    @Override
    public Future<?> stop() {
        Callable<?> closing = close;
        close = () -> null;
        return vertx.executeBlocking(closing);
    }

    private static Callable<?> closing(AutoCloseable part) {
        return () -> {
            part.close();
            return null;
        };
    }

    /** What the node serves from, once it is made; null before. Any thread. */
    public @Nullable ZabServer engine() {
        return engine;
    }

    /** The port that clients connect to, once started. */
    public int clientPort() {
        return clients == null ? 0 : clients.port();
    }

    /** The port of HTTP API and admin UI, once started; 0 if there is none. */
    public int httpPort() {
        return http == null ? 0 : http.port();
    }
}
