package io.latchkey.test;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One connection of a client through a line to a server. One event loop. */
final class Crossing {
    private static final String HOST = "127.0.0.1";

    private final NetSocket client;
    private final IntSupplier serverPort;
    private final HandshakeEar ear;
    private final Consumer<Crossing> ended;
    private @Nullable Way up;
    private @Nullable Way down;
    private boolean dialed;
    private boolean held;
    private boolean over;

    /**
     * @param serverPort 0 while the server is down
     * @param session hears which session it is
     * @param ended is called once, when the connection is gone
     */
    Crossing(NetSocket client, IntSupplier serverPort, LongConsumer session, Consumer<Crossing> ended) {
        this.client = client;
        this.serverPort = serverPort;
        this.ear = new HandshakeEar(session);
        this.ended = ended;
        client.pause();
        // not the close handler: what was said before the end is to pass first
        client.endHandler(ignored -> cut());
        client.exceptionHandler(ignored -> cut());
    }

    /** The client has connected. While it is held, that is all that happens. */
    void begin(NetClient dialer, boolean hold) {
        held = hold;
        if (held || dialed || over) {
            return;
        }
        dialed = true;
        int port = serverPort.getAsInt();
        if (port == 0) {
            cut();
            return;
        }
        dialer.connect(port, HOST).onComplete(connected -> {
            if (connected.failed() || over) {
                if (connected.succeeded()) {
                    connected.result().close();
                }
                cut();
            } else {
                join(connected.result());
            }
        });
    }

    private void join(NetSocket server) {
        server.endHandler(ignored -> cut());
        server.exceptionHandler(ignored -> cut());
        up = new Way(client, server, bytes -> {});
        down = new Way(server, client, ear::hear);
        settle();
    }

    /** Whether nothing passes. */
    void hold(NetClient dialer, boolean on) {
        held = on;
        begin(dialer, on);
        settle();
    }

    private void settle() {
        if (up != null && down != null) {
            up.settle();
            down.settle();
        }
    }

    /** Closes both ends. */
    void cut() {
        if (over) {
            return;
        }
        over = true;
        client.close();
        if (down != null) {
            down.from.close();
        }
        ended.accept(this);
    }

    /** One direction. */
    private final class Way {
        private final NetSocket from;
        private boolean full;

        Way(NetSocket from, NetSocket to, Consumer<Buffer> passing) {
            this.from = from;
            from.handler(bytes -> {
                passing.accept(bytes);
                to.write(bytes);
                if (to.writeQueueFull()) {
                    full = true;
                    settle();
                    to.drainHandler(ignored -> {
                        full = false;
                        settle();
                    });
                }
            });
        }

        void settle() {
            if (held || full) {
                from.pause();
            } else {
                from.resume();
            }
        }
    }
}
