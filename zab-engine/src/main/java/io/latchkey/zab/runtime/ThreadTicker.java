package io.latchkey.zab.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ticks by the monotonic clock, on a thread of its own. After a pause of the process, one tick comes at once and the
 * next a whole period later: a server that stood still must not believe that its peers were silent all that time.
 */
final class ThreadTicker implements Ticker {
    private final String name;
    private final long periodNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private boolean closed;
    private @Nullable Thread thread;

    ThreadTicker(String name, int periodMs) {
        this.name = name;
        periodNanos = TimeUnit.MILLISECONDS.toNanos(periodMs);
    }

    @Override
    public void start(Runnable tick) {
        lock.lock();
        try {
            if (closed || thread != null) {
                throw new IllegalStateException("a ticker starts once, before it is closed");
            }
            thread = new Thread(() -> run(tick), name);
            thread.setDaemon(true);
            thread.start();
        } finally {
            lock.unlock();
        }
    }

    private void run(Runnable tick) {
        long due = System.nanoTime() + periodNanos;
        while (waitUntil(due)) {
            tick.run();
            due = next(due, System.nanoTime(), periodNanos);
        }
    }

    /** When the tick after the one due at {@code due} is due: a period later, or from now if that is past already. */
    static long next(long due, long now, long period) {
        long next = due + period;
        return next - now < 0 ? now + period : next;
    }

    /** False if closed meanwhile. */
    private boolean waitUntil(long dueNanos) {
        lock.lock();
        try {
            long left = dueNanos - System.nanoTime();
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            return false; // nobody but close() may end it, so whoever interrupts wants the process to end
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        Threads.join(running);
    }
}
