package io.latchkey.client.lock;

import io.latchkey.client.LockLease;
import io.latchkey.client.session.ClientCore;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** Runs tries to get something for those who wait for them, with a thread or without. Any thread. */
final class Tries {
    private final ClientCore core;
    private final String what;

    /** One try. Its methods are for the loop. */
    interface Try {
        void start();

        /** Nobody wants it any more. */
        void withdraw();

        /** Completes on the loop; empty when it was not granted in time. A lease that finds it cancelled is released. */
        CompletableFuture<Optional<LockLease>> result();
    }

    /** @param what is tried, in words */
    Tries(ClientCore core, String what) {
        this.core = core;
        this.what = what;
    }

    Optional<LockLease> await(Try attempt) throws InterruptedException {
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
    private void abandon(Try attempt) {
        if (!attempt.result().cancel(false)) {
            var unused = attempt.result().thenAccept(granted -> granted.ifPresent(LockLease::close));
        }
        core.onLoop(attempt::withdraw);
    }

    /** Cancelling what it returns withdraws the attempt. */
    CompletableFuture<LockLease> async(Try attempt) {
        CompletableFuture<LockLease> outer = new CompletableFuture<>();
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
                granted.ifPresent(LockLease::close);
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

    private void deliver(CompletableFuture<LockLease> outer, Optional<LockLease> granted) {
        if (granted.isEmpty()) {
            outer.completeExceptionally(new TimeoutException(what + " was not granted in time"));
        } else if (!outer.complete(granted.get())) {
            granted.get().close();
        }
    }
}
