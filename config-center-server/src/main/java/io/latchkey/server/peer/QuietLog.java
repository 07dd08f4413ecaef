package io.latchkey.server.peer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Warns of what may happen a thousand times a second, at most once in a while for each kind, and says how often it was
 * silent. Not thread-safe.
 */
final class QuietLog {
    private static final long QUIET_NANOS = 10_000_000_000L;

    private final Logger log;
    private final LongSupplier nanoClock;
    private final Map<String, Silence> silences = new HashMap<>();

    QuietLog(Logger log, LongSupplier nanoClock) {
        this.log = log;
        this.nanoClock = nanoClock;
    }

    /** @param kind one of few, never anything that a peer chooses */
    void warn(String kind, String message) {
        long now = nanoClock.getAsLong();
        Silence silence = silences.computeIfAbsent(kind, k -> new Silence(now - QUIET_NANOS));
        if (now - silence.lastNanos < QUIET_NANOS) {
            silence.suppressed++;
            return;
        }
        String more = silence.suppressed == 0 ? "" : " (and " + silence.suppressed + " more like this)";
        silence.lastNanos = now;
        silence.suppressed = 0;
        log.warn("{}{}", message, more);
    }

    /** What was wrong is well again: the next warning of this kind is news. */
    void forget(String kind) {
        silences.remove(kind);
    }

    private static final class Silence {
        long lastNanos;
        int suppressed;

        Silence(long lastNanos) {
            this.lastNanos = lastNanos;
        }
    }
}
