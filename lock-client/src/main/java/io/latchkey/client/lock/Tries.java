package io.latchkey.client.lock;

import io.latchkey.client.session.ClientCore;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs tries to get something for those who wait for them, with a thread or without. Any thread. */
final class Tries<L> {
    private final ClientCore core;
    private final String what;
    private final Consumer<L> giveBack;

    /** One try. Its methods are for the loop. */
    interface Try<L> {
        void start();

        /** Nobody wants it any more. */
        void withdraw();

        /** Completes on the loop; empty when it was not granted in time. A lease that finds it cancelled is released. */
        CompletableFuture<Optional<L>> result();
    }

    /**
     * For tries of that kind.
     *
     * @param what     is tried, in words
     * @param giveBack what came when nobody wanted it any more
     */
    Tries(ClientCore core, String what, Consumer<L> giveBack) {
        this.core = core;
        this.what = what;
        this.giveBack = giveBack;
    }

    Optional<L> await(Try<L> attempt) throws InterruptedException {
        core.checkMayBlock();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        core.onLoop(attempt::start);
        try {
            return core.await(attempt.result());
        } catch (InterruptedException e) {
            abandon(attempt);
            throw e;
        }
    }

    /** Withdraws an attempt, and gives back what it may have been granted at this very moment. */
    private void abandon(Try<L> attempt) {
        if (!attempt.result().cancel(false)) {
            var unused = attempt.result().thenAccept(granted -> granted.ifPresent(giveBack));
        }
        core.onLoop(attempt::withdraw);
    }

    /** Cancelling what it returns withdraws the attempt. */
    CompletableFuture<L> async(Try<L> attempt) {
        CompletableFuture<L> outer = new CompletableFuture<>();
        var unusedInner = attempt.result().whenComplete((granted, failure) -> {
            if (!outer.isCancelled()) {
                core.callbacks().execute(() -> {
                    if (failure != null) {
                        outer.completeExceptionally(failure);
                    } else {
                        deliver(outer, granted);
                    }
                });
            } else if (failure == null) {
                granted.ifPresent(giveBack);
            }
        });
        var unusedOuter = outer.whenComplete((lease, failure) -> {
            if (failure instanceof CancellationException) {
                abandon(attempt);
            }
        });
        core.onLoop(attempt::start);
        return outer;
    }

    private void deliver(CompletableFuture<L> outer, Optional<L> granted) {
        if (granted.isEmpty()) {
            outer.completeExceptionally(new TimeoutException(what + " was not granted in time"));
        } else if (!outer.complete(granted.get())) {
            giveBack.accept(granted.get());
        }
    }
}
