package io.latchkey.zab.runtime;

import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a thread that works beside the traffic from taking more of disk, link and processor than its share: after each
 * piece of work it waits as long as the piece may take. So the rate is never above the one given, and mostly below.
 */
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double nanosPerByte;

    /** @param bytesPerSecond at least 1 */
    Pace(long bytesPerSecond) {
        nanosPerByte = NANOS_PER_SECOND / bytesPerSecond;
    }

    /** How long so many bytes may take, in ns. */
    long nanos(int bytes) {
        return (long) (bytes * nanosPerByte);
    }

    /** Waits as long as so many bytes may take. */
    void after(int bytes) {
        LockSupport.parkNanos(nanos(bytes));
    }
}
