package io.latchkey.server.lock;

import io.latchkey.server.lock.LockFigures.End;
import io.latchkey.server.lock.LockFigures.Top;
import io.latchkey.server.ops.MetricText;
import java.util.Locale;
import java.util.Map;

/** The figures of locks as metrics. The number of samples is bounded whatever clients do. */
public final class LockMetrics {
    private LockMetrics() {}

    /** Adds them. */
    public static void write(MetricText text, LockFigures figures, Deadlocks.State deadlocks) {
        text.gauge("latchkey_locks_in_use", "Locks that somebody holds or waits for.", figures.inUse())
                .gauge("latchkey_locks_held", "Holders; of a lock that readers share, all.", figures.held())
                .gauge("latchkey_locks_waiting", "Those who wait for a lock.", figures.waiting())
                .gauge("latchkey_locks_contended", "Locks that somebody waits for.", figures.contended());
        text.gauge(
                        "latchkey_lock_deadlocks",
                        "Circles of sessions that wait for each other now.",
                        deadlocks.now().size())
                .counter("latchkey_lock_deadlocks_total", "Those found since this server started.", deadlocks.total());
        String granted = "latchkey_lock_grants_total";
        text.head(granted, "Grants since this server started.", "counter")
                .sample(granted, Map.of("after", "nothing"), figures.atOnce())
                .sample(granted, Map.of("after", "wait"), figures.afterWait());
        text.counter("latchkey_lock_withdrawals_total", "Waits that ended without a grant.", figures.withdrawn());
        String ended = "latchkey_lock_holds_ended_total";
        text.head(ended, "Holds that ended, by how: all but released and session_closed were lost.", "counter");
        for (End end : End.values()) {
            long count = figures.ended().getOrDefault(end, 0L);
            text.sample(ended, Map.of("how", end.name().toLowerCase(Locale.ROOT)), count);
        }
        histogram(
                text, "latchkey_lock_wait_seconds", "How long those waited who were granted a lock.", figures.waits());
        histogram(text, "latchkey_lock_hold_seconds", "How long locks were held.", figures.holds());
        String top = "latchkey_lock_top_waiting";
        text.head(top, "Those who wait for each of the ten locks that most wait for.", "gauge");
        for (Top lock : figures.top()) {
            text.sample(top, Map.of("lock", lock.path()), lock.waiting());
        }
    }

    private static void histogram(MetricText text, String name, String help, Histogram.Snapshot of) {
        text.head(name, help, "histogram");
        for (int i = 0; i < of.boundsSeconds().size(); i++) {
            String bound = of.boundsSeconds().get(i).toString();
            long upTo = of.cumulative().get(i);
            text.sample(name + "_bucket", Map.of("le", bound), upTo);
        }
        text.sample(name + "_bucket", Map.of("le", "+Inf"), of.count())
                .sample(name + "_sum", Map.of(), of.sumSeconds())
                .sample(name + "_count", Map.of(), of.count());
    }
}
