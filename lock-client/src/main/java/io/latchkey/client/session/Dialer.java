package io.latchkey.client.session;

import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens connections: every server once in shuffled order without delay, then again after a jittered pause. */
final class Dialer {
    private static final long PAUSE_BASE_MILLIS = 20;
    private static final long PAUSE_MAX_MILLIS = 1_000;

    private final NetworkLoop loop;
    private final NetClient client;
    private final List<ConnectString.HostPort> servers;
    private final Backoff backoff;
    private int next;
    private int failedInRow;
    private int attempt;
    private boolean stopped;
    private Loop.@Nullable Timer pause;

    Dialer(NetworkLoop loop, ConnectString servers, long connectTimeoutMillis, long sessionTimeoutMillis) {
        this.loop = loop;
        this.client = loop.client(connectTimeoutMillis);
        this.servers = new ArrayList<>(servers.hosts());
        Collections.shuffle(this.servers, ThreadLocalRandom.current());
        long capMillis = Math.max(PAUSE_BASE_MILLIS + 1, Math.min(PAUSE_MAX_MILLIS, sessionTimeoutMillis / 12));
        this.backoff = new Backoff(PAUSE_BASE_MILLIS, capMillis, ThreadLocalRandom.current());
    }

    /**
     * Dials the next server, now or after a pause, and forgets what was dialled before. Exactly one of the two is called,
     * unless stopped or dialled again before.
     */
    void dial(Consumer<NetSocket> connected, Consumer<String> failed) {
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
        int mine = ++attempt;
        if (failedInRow > 0 && failedInRow % servers.size() == 0) {
            pause = loop.after(backoff.nextMillis(), () -> connect(mine, connected, failed));
        } else {
            connect(mine, connected, failed);
        }
    }

    private void connect(int mine, Consumer<NetSocket> connected, Consumer<String> failed) {
        pause = null;
        failedInRow++;
        ConnectString.HostPort server = servers.get(next);
        next = (next + 1) % servers.size();
        client.connect(server.port(), server.host()).onComplete(result -> {
            if (result.failed()) {
                if (!stopped && mine == attempt) {
                    failed.accept(server + ": " + result.cause().getMessage());
                }
            } else if (stopped || mine != attempt) {
                result.result().close();
            } else {
                connected.accept(result.result());
            }
        });
    }

    /** A server took the session: the next failure starts with a short pause again. */
    void succeeded() {
        failedInRow = 0;
        backoff.reset();
    }

    void stop() {
        stopped = true;
        if (pause != null) {
            pause.cancel();
        }
        client.close();
    }
}
