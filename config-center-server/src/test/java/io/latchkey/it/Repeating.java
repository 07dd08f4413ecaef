package io.latchkey.it;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Something that one thread does over and over until it is told to end, or fails. */
final class Repeating implements AutoCloseable {
    /** Done once more. */
    @FunctionalInterface
    interface Turn {
        void take(int number) throws Exception;
    }

    private final Turn turn;
    private final Thread thread;
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean ending;

    Repeating(String name, Turn turn) {
        this.turn = turn;
        thread = new Thread(this::run, name);
        thread.start();
    }

    private void run() {
        try {
            while (!ending) {
                turn.take(turns.get());
                turns.incrementAndGet();
            }
        } catch (Exception | AssertionError e) {
            failure.set(e);
        }
    }

    int turns() {
        return turns.get();
    }

    /** What ended it, if it was not told to end. */
    String trouble() {
        return thread.getName() + ": " + failure.get();
    }

    /** Lets it take its turn to the end, and gives how many it took. */
    int end() throws InterruptedException {
        ending = true;
        thread.join();
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError(thread.getName() + " failed after " + turns + " turns", thrown);
        }
        return turns();
    }

    @Override
    public void close() {
        ending = true;
        thread.interrupt();
    }
}
