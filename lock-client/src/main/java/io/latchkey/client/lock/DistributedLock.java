package io.latchkey.client.lock;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.DLock;
import io.latchkey.client.LockInfo;
import io.latchkey.client.LockLease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;

/** A lock by its name; holds no state of its own. */
public final class DistributedLock implements DLock {
    private final LockRoom room;
    private final QueuePath path;
    private final EntryKind kind;
    private final Tries<LockLease> tries;

    DistributedLock(LockRoom room, QueuePath path, EntryKind kind) {
        this.room = room;
        this.path = path;
        this.kind = kind;
        this.tries = new Tries<>(room.core(), "lock " + path.name(), LockLease::close);
    }

    @Override
    public String name() {
        return path.name();
    }

    @Override
    public LockLease acquire() throws InterruptedException {
        return tries.await(new Attempt(room, path, kind, AcquireOptions.waitForever(), false))
                .orElseThrow(() -> new IllegalStateException("an attempt without a deadline ended without a lease"));
    }

    @Override
    public Optional<LockLease> tryAcquire() throws InterruptedException {
        return tries.await(new Attempt(room, path, kind, AcquireOptions.waitForever(), true));
    }

    @Override
    public Optional<LockLease> tryAcquire(Duration wait) throws InterruptedException {
        return tryAcquire(AcquireOptions.within(wait));
    }

    @Override
    public Optional<LockLease> tryAcquire(AcquireOptions options) throws InterruptedException {
        return tries.await(attempt(options));
    }

    private Attempt attempt(AcquireOptions options) {
        Duration wait = options.waitAtMost();
        return new Attempt(room, path, kind, options, wait != null && wait.isZero());
    }

    @Override
    public CompletionStage<LockLease> acquireAsync(AcquireOptions options) {
        return tries.async(attempt(options));
    }

    @Override
    public CompletionStage<LockInfo> inspectAsync() {
        return room.core().callbacks().publish(inspection(Inspection.ENTRIES_MAX));
    }

    @Override
    public LockInfo inspect() throws InterruptedException {
        return room.core().await(inspection(Inspection.ENTRIES_MAX));
    }

    /** Only the first of the queue is described; completes on the loop. */
    public CompletableFuture<LockInfo> head() {
        return inspection(1);
    }

    /** The node whose children are the queue. */
    public String path() {
        return path.path();
    }

    private CompletableFuture<LockInfo> inspection(int entriesMax) {
        Inspection inspection = new Inspection(room, path, entriesMax);
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
