package io.latchkey.server.http;

import io.latchkey.server.config.KeyIndex;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The HTTP server: API, event streams, admin UI, health. Any thread may use it. */
public final class HttpApi {
    private static final String OPEN_API = "openapi.yaml";
    private static final String PORTS = "latchkey.http.ports";
    /** Below it, numbers stand for ports that Vert.x chooses; other listeners use those from -1 on. */
    private static final int ANY_PORT = -10_000;

    private final Vertx vertx;
    private final String deployment;
    private final int port;

    private HttpApi(Vertx vertx, String deployment, int port) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.port = port;
    }

    /**
     * Starts to serve.
     *
     * @return fails if the port is busy or not allowed
     */
    public static Future<HttpApi> start(Vertx vertx, HttpConfig config, Sources sources) {
        return vertx.executeBlocking(() -> new Shared(
                        config,
                        sources,
                        AdminUi.load(),
                        openApi(),
                        new KeyIndex(),
                        new AtomicInteger(),
                        new AtomicInteger(),
                        new AtomicLong()))
                .compose(shared -> deploy(vertx, shared));
    }

    private static Future<HttpApi> deploy(Vertx vertx, Shared shared) {
        int port =
                shared.config().port() == 0 ? anyPort(vertx) : shared.config().port();
        DeploymentOptions options =
                new DeploymentOptions().setInstances(shared.config().loops());
        AtomicInteger actual = new AtomicInteger();
        return vertx.deployVerticle(() -> new HttpVerticle(shared, port, actual::set), options)
                .map(id -> new HttpApi(vertx, id, actual.get()));
    }

    /** A negative port is any free one to Vert.x, the same for all loops that name the same number. */
    private static int anyPort(Vertx vertx) {
        Integer count = vertx.sharedData().<String, Integer>getLocalMap(PORTS).merge(PORTS, 1, Integer::sum);
        return ANY_PORT - (count == null ? 1 : count);
    }

    private static Buffer openApi() throws IOException {
        try (InputStream in = HttpApi.class.getClassLoader().getResourceAsStream(OPEN_API)) {
            if (in == null) {
                throw new IOException(OPEN_API + " is not on the class path");
            }
            return Buffer.buffer(in.readAllBytes());
        }
    }

    /** The port that is served. */
    public int port() {
        return port;
    }

    /** Ends event streams, closes connections and frees the port. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
