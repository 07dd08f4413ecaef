package io.latchkey.server.zk;

import io.latchkey.server.cluster.Membership;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.runtime.EngineConfig;
import io.latchkey.zab.runtime.PeerTransport;
import io.latchkey.zab.runtime.ReplicatedServer;
import io.latchkey.zab.runtime.Subscriber;
import io.latchkey.zab.storage.MemoryStorage;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One server in this process: a real engine in memory behind a real client port. */
public final class TestNode implements AutoCloseable {
    public static final long PATIENCE_S = 30;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Throwable> fatal = new AtomicReference<>();
    private final ReplicatedServer engine;
    private final ZkServer server;

    private TestNode(ZkConfig config, EngineConfig engineConfig, boolean serving) {
        engine = ReplicatedServer.create(
                engineConfig, MemoryStorage.empty(), PeerTransport.none(), List.of(), fatal::set);
        engine.start();
        if (serving) {
            awaitServing();
        }
        server = await(ZkServer.start(
                        vertx, config, engine, new Membership(engineConfig.zab().quorum()))
                .toCompletionStage()
                .toCompletableFuture());
    }

    /** With all four-letter words and without a limit of connections. */
    public static TestNode start() {
        return start(config());
    }

    static TestNode start(ZkConfig config) {
        return start(config, engineConfig());
    }

    static TestNode start(ZkConfig config, EngineConfig engineConfig) {
        return new TestNode(config, engineConfig, true);
    }

    /** One of three servers whose others are not there: it serves nobody. */
    static TestNode startWithoutQuorum() {
        return new TestNode(config(), EngineConfig.of(ZabConfig.of(1, QuorumConfig.majorityOf(1, 2, 3))), false);
    }

    static EngineConfig engineConfig() {
        return EngineConfig.of(ZabConfig.of(1, QuorumConfig.majorityOf(1)));
    }

    /** One loop, so that a client sees at once what another one's reply has told. */
    static ZkConfig config() {
        return config(Set.of("*"), 0, ZkLimits.DEFAULT, 1);
    }

    /** @param superDigest of the user to whom no ACL applies */
    static ZkConfig withSuperUser(String superDigest) {
        return config(Set.of("*"), 0, ZkLimits.DEFAULT, 1, superDigest);
    }

    static ZkConfig config(Set<String> words, int maxClientCnxns, ZkLimits limits, int loops) {
        return config(words, maxClientCnxns, limits, loops, null);
    }

    private static ZkConfig config(
            Set<String> words, int maxClientCnxns, ZkLimits limits, int loops, @Nullable String superDigest) {
        return new ZkConfig(
                "127.0.0.1",
                0,
                1,
                2_000,
                4_000,
                40_000,
                maxClientCnxns,
                ZkConfig.FRAME_BYTES_MAX,
                superDigest,
                words,
                loops,
                limits,
                Map.of("dataDir", "memory"));
    }

    /** With the shortest sessions that make sense: they end within half a second. */
    static ZkConfig impatient() {
        return new ZkConfig(
                "127.0.0.1",
                0,
                1,
                50,
                100,
                1_000,
                0,
                ZkConfig.FRAME_BYTES_MAX,
                null,
                Set.of("*"),
                2,
                ZkLimits.DEFAULT,
                Map.of());
    }

    private void awaitServing() {
        CompletableFuture<Void> serving = new CompletableFuture<>();
        Subscriber subscriber = batch -> {
            if (batch.state().serving()) {
                serving.complete(null);
            }
        };
        engine.subscribe(subscriber);
        await(serving);
        engine.unsubscribe(subscriber);
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not come within " + PATIENCE_S + " s", e);
        }
    }

    public int port() {
        return server.port();
    }

    public String connectString() {
        return "127.0.0.1:" + port();
    }

    public ZkServer server() {
        return server;
    }

    public ReplicatedServer engine() {
        return engine;
    }

    Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() {
        await(server.close().toCompletionStage().toCompletableFuture());
        engine.close();
        await(vertx.close().toCompletionStage().toCompletableFuture());
        Throwable problem = fatal.get();
        if (problem != null) {
            throw new AssertionError("the engine had to stop", problem);
        }
    }
}
