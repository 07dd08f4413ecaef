package io.latchkey.test;

import io.latchkey.server.NodeVerticle;
import io.latchkey.server.ServerConfig;
import io.latchkey.server.settings.ConfigException;
import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import io.latchkey.server.settings.SettingsLoader;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.runtime.ZabServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One server, in as many lives as the test wants; its data outlive them. Any thread may ask, one at a time starts and stops. */
final class Node {
    private static final String HOST = "127.0.0.1";

    private final Vertx vertx;
    private final int id;
    private final ServerConfig config;
    private final MemoryMachine machine = new MemoryMachine();
    private final AtomicReference<Throwable> fatal = new AtomicReference<>();
    private volatile @Nullable Life life;

    private record Life(NodeVerticle verticle, String deployment) {}

    /** @param peers as in {@code peers.servers}; null for a server alone */
    Node(Vertx vertx, int id, Setup setup, @Nullable String peers) {
        this.vertx = vertx;
        this.id = id;
        try {
            this.config = ServerConfig.of(SettingsLoader.load(null, Map.of(), settings(id, setup, peers)));
        } catch (ConfigException e) {
            throw new IllegalStateException("the server does not take its settings: " + e.getMessage(), e);
        }
    }

    private static Map<Setting<?>, String> settings(int id, Setup setup, @Nullable String peers) {
        Map<Setting<?>, String> settings = new HashMap<>();
        settings.put(Settings.ID, Integer.toString(id));
        settings.put(Settings.DATA_DIR, "memory"); // a name to print; nothing is opened there
        settings.put(Settings.CLIENT_ADDRESS, HOST);
        settings.put(Settings.CLIENT_PORT, "0");
        settings.put(Settings.CLIENT_MAX_PER_ADDRESS, "0");
        settings.put(Settings.CLIENT_FOUR_LETTER_WORDS, "*");
        settings.put(
                Settings.CLIENT_MIN_SESSION_TIMEOUT_MS,
                millis(setup.sessionTimeoutMin().toMillis()));
        settings.put(
                Settings.CLIENT_MAX_SESSION_TIMEOUT_MS,
                millis(setup.sessionTimeoutMax().toMillis()));
        settings.put(Settings.HTTP_ADDRESS, HOST);
        settings.put(Settings.HTTP_PORT, "0");
        settings.put(Settings.ENGINE_TICK_MS, millis(setup.tick().toMillis()));
        if (peers != null) {
            settings.put(Settings.PEERS_SERVERS, peers);
        }
        return settings;
    }

    private static String millis(long time) {
        return Long.toString(time);
    }

    int id() {
        return id;
    }

    /** Completes when the ports are open; whether it serves, {@link #state} tells. */
    Future<Void> start() {
        NodeVerticle verticle = new NodeVerticle(config, machine, problem -> fatal.compareAndSet(null, problem));
        return vertx.deployVerticle(verticle).map(deployment -> {
            life = new Life(verticle, deployment);
            return null;
        });
    }

    /** No effect if it is down. */
    Future<Void> stop() {
        Life current = life;
        life = null;
        return current == null ? Future.succeededFuture() : vertx.undeploy(current.deployment());
    }

    boolean up() {
        return life != null;
    }

    /** 0 while it is down. */
    int clientPort() {
        Life current = life;
        return current == null ? 0 : current.verticle().clientPort();
    }

    /** 0 while it is down. */
    int httpPort() {
        Life current = life;
        return current == null ? 0 : current.verticle().httpPort();
    }

    /** Null while it is down. */
    @Nullable
    ZabServer engine() {
        Life current = life;
        return current == null ? null : current.verticle().engine();
    }

    boolean serving() {
        ServerState state = state();
        return state != null && state.inBroadcast();
    }

    boolean leading() {
        ServerState state = state();
        return state != null && state.leading();
    }

    private @Nullable ServerState state() {
        ZabServer engine = engine();
        return engine == null ? null : engine.status().state();
    }

    /** Whether its clock stands. */
    void stand(boolean on) {
        machine.stand(on);
    }

    /** Why it had to stop by itself, if it had. */
    @Nullable
    Throwable fatal() {
        return fatal.get();
    }
}
