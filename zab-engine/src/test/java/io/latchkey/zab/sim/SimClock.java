package io.latchkey.zab.sim;

import java.util.PriorityQueue;

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
        events.add(new Event(nowMs + delayMs, order++, action));
    }

    /** Lets everything happen up to a time. */
    void runUntil(long untilMs) {
        while (!events.isEmpty() && events.peek().at <= untilMs) {
            Event event = events.remove();
            nowMs = event.at;
            note(event.at);
            event.action.run();
        }
        nowMs = untilMs;
    }
}
