package io.latchkey.client.testing;

import io.latchkey.client.ClientOptions;
import io.latchkey.client.LockClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A server with sessions of 400 ms to 4 s, a proxy before it, and clients that are closed at the end. */
public final class Bench implements AutoCloseable {
    /** Of servers that sessions of the wanted lengths are to be had from. */
    public static final int TICK_MILLIS = 200;

    public final TestServer server;
    public final FaultProxy proxy;
    public final ShiftedClock clock = new ShiftedClock();
    private final Deque<LockClient> clients = new ArrayDeque<>();

    private final boolean stockProtocol;

    /** With Apache ZooKeeper. */
    public Bench(Path dir) {
        this(new StockServer(dir, TICK_MILLIS), false);
    }

    /** @param stockProtocol whether clients speak ZooKeeper's protocol only */
    public Bench(TestServer server, boolean stockProtocol) {
        this.server = server;
        this.stockProtocol = stockProtocol;
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
        return ClientOptions.builder(address)
                .sessionTimeout(sessionTimeout)
                .stockProtocol(stockProtocol)
                .clock(clock);
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
