package io.latchkey.zab.runtime;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Keeps a thread that works beside the traffic from taking more of disk, link and processor than its share. Who was held
 * up by others may catch up a little, so that a busy machine does not slow it down twice. One thread.
 */
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long CATCH_UP_NANOS = 20_000_000;

    private final double nanosPerByte;
    private final LongSupplier nanoClock;
    private long due = Long.MIN_VALUE;

    /** @param bytesPerSecond at least 1 */
    Pace(long bytesPerSecond, LongSupplier nanoClock) {
        nanosPerByte = NANOS_PER_SECOND / bytesPerSecond;
        this.nanoClock = nanoClock;
    }

    /** Waits until it is time to go on, when so many bytes have just been done. */
    void after(int bytes) {
        LockSupport.parkNanos(pauseNanos(bytes));
    }

    /** How long that is; not positive for no time. */
    long pauseNanos(int bytes) {
        long now = nanoClock.getAsLong();
        long from = due == Long.MIN_VALUE ? now : Math.max(due, now - CATCH_UP_NANOS);
        due = from + (long) (bytes * nanosPerByte);
        return due - now;
    }
}
