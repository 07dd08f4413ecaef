package io.latchkey.client.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Until when a session is known to live, judged by our own clock. Once somebody, on whatever thread, has seen it pass, it
 * stays passed, whatever the server says afterwards: a lease that was once called invalid never becomes valid again.
 */
final class SessionDeadline {
    /** No reading of the clock: it would be 292 years away from all others. */
    private static final long PASSED = Long.MIN_VALUE;

    private final MonotonicClock clock;
    private final AtomicLong until;

    SessionDeadline(MonotonicClock clock, long untilNanos) {
        this.clock = clock;
        this.until = new AtomicLong(untilNanos);
    }

    boolean alive() {
        return remainingNanos() > 0;
    }

    /** Nanoseconds left, 0 once passed. */
    long remainingNanos() {
        while (true) {
            long now = until.get();
            if (now == PASSED) {
                return 0;
            }
            long left = now - clock.nanos();
            if (left > 0) {
                return left;
            }
            if (until.compareAndSet(now, PASSED)) {
                return 0;
            }
        }
    }

    /** Moves the deadline later; in vain when it has passed. */
    void extendTo(long nanos) {
        while (alive()) {
            long now = until.get();
            if (now == PASSED || nanos - now <= 0 || until.compareAndSet(now, nanos)) {
                return;
            }
        }
    }

    void end() {
        until.set(PASSED);
    }
}
