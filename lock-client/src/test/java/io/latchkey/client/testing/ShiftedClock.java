package io.latchkey.client.testing;

import io.latchkey.client.session.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's clock, which a test may push forward: to the process it looks as if it had been stopped meanwhile. */
public final class ShiftedClock implements MonotonicClock {
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public long nanos() {
        return System.nanoTime() + ahead.get();
    }

    public void jump(Duration time) {
        ahead.addAndGet(time.toNanos());
    }
}
