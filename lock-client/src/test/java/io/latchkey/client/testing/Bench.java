package io.latchkey.client.testing;

import io.latchkey.client.ClientOptions;
import io.latchkey.client.LockClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A stock server with sessions of 200 ms to 4 s, a proxy before it, and clients that are closed at the end. */
public final class Bench implements AutoCloseable {
    private static final int TICK_MILLIS = 200;

    public final StockServer server;
    public final FaultProxy proxy;
    public final ShiftedClock clock = new ShiftedClock();
    private final Deque<LockClient> clients = new ArrayDeque<>();

    public Bench(Path dir) {
        this.server = new StockServer(dir, TICK_MILLIS);
        this.proxy = new FaultProxy(server.port());
    }

    /** A client that talks to the server directly, with a long session. */
    public LockClient direct() {
        return open(options(server.address(), Duration.ofSeconds(4)));
    }

    /** A client behind the proxy. */
    public LockClient behindProxy(Duration sessionTimeout) {
        return open(options(proxy.address(), sessionTimeout));
    }

    public LockClient open(ClientOptions.Builder options) {
        LockClient client = LockClient.connect(options.build());
        clients.push(client);
        return client;
    }

    public ClientOptions.Builder options(String address, Duration sessionTimeout) {
        return ClientOptions.builder(address).sessionTimeout(sessionTimeout).clock(clock);
    }

    /** The entries of a lock's queue. */
    public int queued(String lock) {
        return server.children("/locks/" + lock).size();
    }

    @Override
    public void close() {
        proxy.heal();
        clients.forEach(LockClient::close);
        proxy.close();
        server.close();
    }
}
