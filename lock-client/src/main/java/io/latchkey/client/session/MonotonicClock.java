package io.latchkey.client.session;

/** Time that only goes forward; the one source of every deadline. Safe to read from any thread. */
@FunctionalInterface
public interface MonotonicClock {
    /** Nanoseconds since some fixed moment. */
    long nanos();

    /** The machine's own. */
    static MonotonicClock system() {
        return System::nanoTime;
    }
}
