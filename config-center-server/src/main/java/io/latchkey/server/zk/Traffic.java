package io.latchkey.server.zk;

import java.util.concurrent.atomic.AtomicLong;

/** Packets of one loop's connections, and how long they took. Counted by the loop, read by any thread. */
final class Traffic {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong latencyNanos = new AtomicLong();
    private final AtomicLong latencyMaxNanos = new AtomicLong();

    void received() {
        received.lazySet(received.getPlain() + 1);
    }

    void sent() {
        sent.lazySet(sent.getPlain() + 1);
    }

    /** A request was answered in the turn in which it came: that counts as no time. */
    void answeredAtOnce() {
        answered.lazySet(answered.getPlain() + 1);
    }

    void answered(long nanos) {
        answeredAtOnce();
        latencyNanos.lazySet(latencyNanos.getPlain() + nanos);
        if (nanos > latencyMaxNanos.getPlain()) {
            latencyMaxNanos.lazySet(nanos);
        }
    }

    long receivedCount() {
        return received.get();
    }

    long sentCount() {
        return sent.get();
    }

    long answeredCount() {
        return answered.get();
    }

    long latencySumNanos() {
        return latencyNanos.get();
    }

    long latencyMaxNanos() {
        return latencyMaxNanos.get();
    }
}
