package io.latchkey.server.zk;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is told about a connection to others. Written by its loop alone, read by any thread, maybe a moment late. */
final class ConnectionFigures {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger lastXid = new AtomicInteger(-1);
    private final AtomicLong lastZxid = new AtomicLong();
    private volatile long sessionId;
    private volatile int timeoutMs;
    private volatile long establishedMs;

    void opened(long sessionId, int timeoutMs) {
        this.timeoutMs = timeoutMs;
        this.establishedMs = System.currentTimeMillis();
        this.sessionId = sessionId;
    }

    void received(int xid) {
        received.lazySet(received.getPlain() + 1);
        lastXid.lazySet(xid);
    }

    void sent(long zxid) {
        sent.lazySet(sent.getPlain() + 1);
        if (zxid > 0) {
            lastZxid.lazySet(zxid);
        }
    }

    void queued(int requests) {
        queued.lazySet(requests);
    }

    ClientConnection snapshot(String address) {
        return new ClientConnection(
                sessionId,
                address,
                timeoutMs,
                queued.get(),
                received.get(),
                sent.get(),
                establishedMs,
                lastXid.get(),
                lastZxid.get());
    }
}
