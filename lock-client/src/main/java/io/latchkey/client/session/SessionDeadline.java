package io.latchkey.client.session;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Until when a session is known to live, judged by our own clock. Once somebody, on whatever thread, has seen it pass, it
 * stays passed, whatever the server says afterwards: a lease that was once called invalid never becomes valid again.
 */
final class SessionDeadline {
    private record Until(long nanos, boolean passed) {}

    private final MonotonicClock clock;
    private final AtomicReference<Until> until;

    SessionDeadline(MonotonicClock clock, long untilNanos) {
        this.clock = clock;
        this.until = new AtomicReference<>(new Until(untilNanos, false));
    }

    boolean alive() {
        return remainingNanos() > 0;
    }

    /** Nanoseconds left, 0 once passed. */
    long remainingNanos() {
        while (true) {
            Until now = until.get();
            if (now.passed()) {
                return 0;
            }
            long left = now.nanos() - clock.nanos();
            if (left > 0) {
                return left;
            }
            if (until.compareAndSet(now, new Until(now.nanos(), true))) {
                return 0;
            }
        }
    }

    /** Moves the deadline later; in vain when it has passed. */
    void extendTo(long nanos) {
        while (alive()) {
            Until now = until.get();
            if (now.passed() || nanos - now.nanos() <= 0 || until.compareAndSet(now, new Until(nanos, false))) {
                return;
            }
        }
    }

    void end() {
        until.set(new Until(0, true));
    }
}
