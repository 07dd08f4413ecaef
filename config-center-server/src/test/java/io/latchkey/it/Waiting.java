package io.latchkey.it;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waiting, with a generous bound, for what nobody signals. */
final class Waiting {
    private static final long BOUND_SECONDS = 60;
    private static final long STEP_MILLIS = 20;

    private Waiting() {}

    /** Something that may fail while it does not hold. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Condition condition) {
        until(what, () -> "", condition);
    }

    /** Waits until a condition holds; what fails meanwhile does not hold. */
    static void until(String what, Supplier<String> details, Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        Exception last = null;
        while (System.nanoTime() - end < 0) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
        }
        throw new AssertionError("never happened: " + what + "\n" + details.get(), last);
    }
}
