package io.latchkey.zab.sim;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time in milliseconds, and what is to happen. Nearly all that is to happen comes within some seconds: it
 * waits in a wheel with a place for each of the milliseconds to come, first come, first served; what comes later waits
 * until the wheel has a place for its time.
 */
final class SimClock {
    private static final int WHEEL_MS = 4_096; // a power of two

    private static final class Event {
        final Runnable action;

        @Nullable
        Event next; // of the same millisecond

        Event(Runnable action) {
            this.action = action;
        }
    }

    private record Later(long at, long order, Event event) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final @Nullable Event[] first = new Event[WHEEL_MS];
    private final @Nullable Event[] last = new Event[WHEEL_MS];
    private final PriorityQueue<Later> later = new PriorityQueue<>();
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
        if (delayMs < 0) {
            throw new IllegalArgumentException("nothing can happen " + -delayMs + " ms ago");
        }
        Event event = new Event(action);
        if (delayMs < WHEEL_MS) {
            place(nowMs + delayMs, event);
        } else {
            later.add(new Later(nowMs + delayMs, order++, event));
        }
    }

    /** Lets everything happen up to a time. */
    void runUntil(long untilMs) {
        runPresent();
        while (nowMs < untilMs) {
            nowMs++;
            while (!later.isEmpty() && later.element().at < nowMs + WHEEL_MS) {
                Later due = later.remove(); // before anything else can take a place at its time
                place(due.at, due.event);
            }
            runPresent();
        }
    }

    private void runPresent() {
        int present = slot(nowMs);
        for (Event event = first[present]; event != null; event = first[present]) {
            first[present] = event.next;
            note(nowMs);
            event.action.run();
        }
    }

    private void place(long at, Event event) {
        int slot = slot(at);
        Event before = last[slot];
        if (first[slot] == null || before == null) {
            first[slot] = event;
        } else {
            before.next = event;
        }
        last[slot] = event;
    }

    private static int slot(long atMs) {
        return (int) atMs & (WHEEL_MS - 1);
    }
}
