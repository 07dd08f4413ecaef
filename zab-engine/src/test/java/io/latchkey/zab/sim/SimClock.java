package io.latchkey.zab.sim;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Virtual time in milliseconds, and what is to happen. */
final class SimClock {
    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final ArrayDeque<Event> soon = new ArrayDeque<>(); // those of the present moment: most, and in order anyway
    private long nowMs;
    private long order;
    private long trace; // of all that happened, to tell whether two runs are the same

    long nowMs() {
        return nowMs;
    }

    long trace() {
        return trace;
    }

    /** Something worth comparing has happened. */
    void note(long what) {
        trace = trace * 31 + what;
    }

    void after(long delayMs, Runnable action) {
        Event event = new Event(nowMs + delayMs, order++, action);
        if (delayMs <= 0) {
            soon.add(event);
        } else {
            events.add(event);
        }
    }

    /** Lets everything happen up to a time. */
    void runUntil(long untilMs) {
        for (Event event = next(untilMs); event != null; event = next(untilMs)) {
            nowMs = event.at;
            note(event.at);
            event.action.run();
        }
        nowMs = untilMs;
    }

    private @Nullable Event next(long untilMs) {
        Event later = events.peek();
        Event now = soon.peek();
        if (now != null && (later == null || now.compareTo(later) < 0)) {
            return soon.remove();
        }
        return later != null && later.at <= untilMs ? events.remove() : null;
    }
}
