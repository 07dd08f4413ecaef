package io.latchkey.zab.sim;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time in milliseconds, what is to happen, and all the luck there is. */
final class SimClock {
    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SplittableRandom random;
    private long nowMs;
    private long order;
    private long trace; // of all that happened, to tell whether two runs are the same

    SimClock(long seed) {
        random = new SplittableRandom(seed);
    }

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

    /** Each of 0 to {@code bound} - 1 equally likely. */
    int luck(int bound) {
        return random.nextInt(bound);
    }

    /** True once in {@code n} times. */
    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** A delay from {@code min} to {@code max}. */
    int between(int min, int max) {
        return min + random.nextInt(max - min + 1);
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
