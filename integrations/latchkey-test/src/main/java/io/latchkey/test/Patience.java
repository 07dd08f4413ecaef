package io.latchkey.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what must come, for longer than the slowest machine takes. An interrupt ends it. */
final class Patience {
    private static final long LIMIT_SECONDS = 60;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Patience() {}

    /** @throws IllegalStateException if it does not come, or fails */
    static <T> T await(String what, CompletableFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw interrupted(what);
        } catch (TimeoutException e) {
            throw late(what);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(what + " failed: " + cause.getMessage(), cause);
        }
    }

    /** Until something holds that nobody signals. */
    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw late(what);
            }
            if (Thread.interrupted()) {
                throw interrupted(what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Lets some time pass. */
    static void pass(Duration time) {
        long start = System.nanoTime();
        until("a pause", () -> System.nanoTime() - start >= time.toNanos());
    }

    private static IllegalStateException late(String what) {
        return new IllegalStateException(what + " takes longer than " + LIMIT_SECONDS + " s");
    }

    private static IllegalStateException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted: " + what + " was under way");
    }
}
