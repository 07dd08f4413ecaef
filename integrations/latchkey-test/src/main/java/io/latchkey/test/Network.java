package io.latchkey.test;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lines between clients and servers. All of them live on one event loop; methods say when they may be called elsewhere. */
final class Network {
    private static final String HOST = "127.0.0.1";
    private static final int SESSIONS_MAX = 10_000;
    private static final int LINES_MAX = 1_000;

    private final Vertx vertx;
    private final Context loop;
    private final NetClient dialer;
    private final Consumer<Boolean> clocks;
    private final Standstill standstill;
    private final Set<Line> lines = new LinkedHashSet<>();
    /** The line by which each session was opened or taken up last; of the latest ones. */
    private final Map<Long, Line> lineBySession = new LinkedHashMap<>();

    private volatile boolean closed;

    /** @param clocks lets the clocks of all servers stand, or go on; called on the loop */
    Network(Vertx vertx, Consumer<Boolean> clocks) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.dialer = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        this.clocks = clocks;
        this.standstill = new Standstill(vertx);
    }

    /** Runs something on the loop and waits for it. Any other thread. */
    <T> T call(String what, Supplier<Future<T>> task) {
        if (closed) {
            throw new IllegalStateException(what + ": the server is closed");
        }
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException(what + " waits for a moment, which an event loop must not");
        }
        Promise<T> done = Promise.promise();
        try {
            loop.runOnContext(ignored -> {
                try {
                    task.get().onComplete(done);
                } catch (RuntimeException e) {
                    done.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(what + ": the server is closed", e);
        }
        return Patience.await(what, done.future().toCompletionStage().toCompletableFuture());
    }

    /** Runs something on the loop and waits for it. Any other thread. */
    void run(String what, Runnable task) {
        this.<Void>call(what, () -> {
            task.run();
            return Future.succeededFuture();
        });
    }

    Vertx vertx() {
        return vertx;
    }

    NetClient dialer() {
        return dialer;
    }

    /** Listens on a free port of the loopback. Loop. */
    Future<NetServer> listen(Consumer<NetSocket> connected) {
        NetServerOptions options =
                new NetServerOptions().setHost(HOST).setPort(0).setTcpNoDelay(true);
        return vertx.createNetServer(options).connectHandler(connected::accept).listen();
    }

    /** Loop. */
    void add(Line line) {
        if (lines.size() >= LINES_MAX) {
            throw new IllegalStateException(
                    "there are " + LINES_MAX + " lines already: does the test close the clients that it asks for?");
        }
        lines.add(line);
    }

    /** Loop. */
    void remove(Line line) {
        lines.remove(line);
    }

    /** Loop. */
    void sessionSeen(long id, Line line) {
        lineBySession.remove(id);
        lineBySession.put(id, line);
        if (lineBySession.size() > SESSIONS_MAX) {
            lineBySession.remove(lineBySession.keySet().iterator().next());
        }
    }

    /** Any other thread. */
    Map<Long, Line> lineBySession() {
        return call("asking who is there", () -> Future.succeededFuture(Map.copyOf(lineBySession)));
    }

    /** Loop. */
    boolean standing() {
        return standstill.on();
    }

    /** Nothing passes on any line, and the clocks of the servers stand. Any other thread. */
    void freeze(@Nullable Duration time) {
        run("freezing the server", () -> {
            clocks.accept(true);
            standstill.begin(time, this::goOn);
            lines.forEach(Line::settle);
        });
    }

    /** Any other thread. */
    void thaw() {
        run("thawing the server", this::goOn);
    }

    private void goOn() {
        standstill.end();
        clocks.accept(false);
        lines.forEach(Line::settle);
    }

    /** Undoes everything. Any other thread. */
    void heal() {
        run("healing", () -> {
            goOn();
            lines.forEach(Line::mend);
        });
    }

    /** Takes nothing more. Vert.x, closed after this, closes what is open. */
    void close() {
        closed = true;
    }
}
