package io.latchkey.server.http;

import io.latchkey.server.view.LoopView;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One event loop that serves HTTP: a view of the tree, the operations on it, and the connections that fell to it. */
final class HttpVerticle extends VerticleBase {
    /** A key of 4096 characters of three bytes, each percent-encoded, and the rest. */
    private static final int FIRST_LINE_BYTES_MAX = 40_000;

    private static final int HEADERS_BYTES_MAX = 16_384;

    private final Shared shared;
    private final int port;
    private final IntConsumer onPort;
    private @Nullable LoopView view;
    private @Nullable EventHub hub;
    private @Nullable HttpServer server;

    /**
     * @param port the one to bind, which the loops of one server share
     * @param onPort hears which one it really is
     */
    HttpVerticle(Shared shared, int port, IntConsumer onPort) {
        this.shared = shared;
        this.port = port;
        this.onPort = onPort;
    }

    @Override
    public Future<?> start() {
        LoopView attached = LoopView.attach(context, shared.sources().engine());
        view = attached;
        return attached.started().compose(ignored -> listen(attached));
    }

    private Future<?> listen(LoopView attached) {
        HttpConfig config = shared.config();
        Attention attention = new Attention(attached);
        ReadFloor floor = new ReadFloor(attached, attention, shared.shown());
        EventHub events = new EventHub(attached, attention, floor);
        hub = events;
        Loop loop =
                new Loop(config, shared.sources(), attached, floor, new Awaiting(attached, attention), shared.keys());
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(FIRST_LINE_BYTES_MAX)
                .setMaxHeaderSize(HEADERS_BYTES_MAX)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true)
                .setIdleTimeout(config.idleTimeoutMs())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        HttpServer made = vertx.createHttpServer(options)
                .connectionHandler(this::admit)
                .requestHandler(new ApiRouter(vertx, shared, loop, events).router());
        server = made;
        vertx.setPeriodic(config.heartbeatMs(), ignored -> events.beat());
        return made.listen(port, config.address()).onSuccess(bound -> onPort.accept(bound.actualPort()));
    }

    private void admit(HttpConnection connection) {
        boolean full = shared.connections().incrementAndGet() > shared.config().connectionsMax();
        connection.closeHandler(ignored -> shared.connections().decrementAndGet());
        if (full) {
            connection.close();
        }
    }

    @Override
    public Future<?> stop() {
        if (hub != null) {
            hub.close();
        }
        if (view != null) {
            view.detach();
        }
        return server == null ? Future.succeededFuture() : server.close();
    }
}
