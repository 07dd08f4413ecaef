package io.latchkey.client.lock;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.DLock;
import io.latchkey.client.LockInfo;
import io.latchkey.client.LockLease;
import io.latchkey.client.session.ClientCore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;

/** A lock by its name; holds no state of its own. */
public final class DistributedLock implements DLock {
    private final LockRoom room;
    private final QueuePath path;

    DistributedLock(LockRoom room, QueuePath path) {
        this.room = room;
        this.path = path;
    }

    @Override
    public String name() {
        return path.name();
    }

    @Override
    public LockLease acquire() throws InterruptedException {
        return await(new Attempt(room, path, AcquireOptions.waitForever(), false))
                .orElseThrow(() -> new IllegalStateException("an attempt without a deadline ended without a lease"));
    }

    @Override
    public Optional<LockLease> tryAcquire() throws InterruptedException {
        return await(new Attempt(room, path, AcquireOptions.waitForever(), true));
    }

    @Override
    public Optional<LockLease> tryAcquire(Duration wait) throws InterruptedException {
        return tryAcquire(AcquireOptions.within(wait));
    }

    @Override
    public Optional<LockLease> tryAcquire(AcquireOptions options) throws InterruptedException {
        return await(attempt(options));
    }

    private Attempt attempt(AcquireOptions options) {
        Duration wait = options.waitAtMost();
        return new Attempt(room, path, options, wait != null && wait.isZero());
    }

    private Optional<LockLease> await(Attempt attempt) throws InterruptedException {
        ClientCore core = room.core();
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
    private void abandon(Attempt attempt) {
        if (!attempt.result().cancel(false)) {
            var unused = attempt.result().thenAccept(granted -> granted.ifPresent(LockLease::close));
        }
        room.core().onLoop(attempt::withdraw);
    }

    @Override
    public CompletionStage<LockLease> acquireAsync(AcquireOptions options) {
        Attempt attempt = attempt(options);
        CompletableFuture<LockLease> outer = new CompletableFuture<>();
        var unusedInner = attempt.result().whenComplete((granted, failure) -> {
            if (!outer.isCancelled()) {
                room.core().callbacks().execute(() -> {
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
        room.core().onLoop(attempt::start);
        return outer;
    }

    private void deliver(CompletableFuture<LockLease> outer, Optional<LockLease> granted) {
        if (granted.isEmpty()) {
            outer.completeExceptionally(new TimeoutException("lock " + name() + " was not granted in time"));
        } else if (!outer.complete(granted.get())) {
            granted.get().close();
        }
    }

    @Override
    public CompletionStage<LockInfo> inspectAsync() {
        return room.core().callbacks().publish(inspection());
    }

    @Override
    public LockInfo inspect() throws InterruptedException {
        return room.core().await(inspection());
    }

    private CompletableFuture<LockInfo> inspection() {
        Inspection inspection = new Inspection(room, path);
        room.core().onLoop(inspection::start);
        return inspection.result();
    }

    @Override
    public CompletionStage<Boolean> requestReleaseAsync() {
        return room.core().callbacks().publish(releaseRequest());
    }

    @Override
    public boolean requestRelease() throws InterruptedException {
        return room.core().await(releaseRequest());
    }

    private CompletableFuture<Boolean> releaseRequest() {
        ReleaseRequest request = new ReleaseRequest(room, path);
        room.core().onLoop(request::start);
        return request.result();
    }

    @Override
    public Lock asLock() {
        return new ThreadLock(this);
    }

    @Override
    public String toString() {
        return "DLock[" + path.path() + "]";
    }
}
