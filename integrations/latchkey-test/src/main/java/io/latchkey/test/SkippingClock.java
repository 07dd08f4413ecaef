package io.latchkey.test;

import io.latchkey.client.session.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's clock, which can be put forward. Thread-safe. */
final class SkippingClock implements MonotonicClock {
    private final AtomicLong skipped = new AtomicLong();

    @Override
    public long nanos() {
        return System.nanoTime() + skipped.get();
    }

    void skip(Duration time) {
        skipped.addAndGet(time.toNanos());
    }
}
