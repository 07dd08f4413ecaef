package io.latchkey.client.lock;

import io.latchkey.client.DLock;
import io.latchkey.client.DReadWriteLock;
import io.latchkey.client.LockLease;
import io.latchkey.client.session.ClientCore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReadWriteLock;

/** A lock for readers and writers by its name; holds no state of its own. */
final class DistributedReadWriteLock implements DReadWriteLock {
    private final ClientCore core;
    private final QueuePath path;
    private final DistributedLock reader;
    private final DistributedLock writer;

    DistributedReadWriteLock(LockRoom room, QueuePath path) {
        this.core = room.core();
        this.path = path;
        this.reader = new DistributedLock(room, path, EntryKind.READER);
        this.writer = new DistributedLock(room, path, EntryKind.WRITER);
    }

    @Override
    public String name() {
        return path.name();
    }

    @Override
    public DLock readLock() {
        return reader;
    }

    @Override
    public DLock writeLock() {
        return writer;
    }

    /** Completes on the loop. */
    private CompletableFuture<LockLease> begin(LockLease lease) {
        if (!(lease instanceof Lease mine) || !mine.isOf(path, EntryKind.WRITER)) {
            throw new IllegalArgumentException(lease + " is no writer's lease of lock " + path.name());
        }
        return mine.downgrade();
    }

    @Override
    public CompletionStage<LockLease> downgradeAsync(LockLease lease) {
        return core.callbacks().publish(begin(lease));
    }

    @Override
    public LockLease downgrade(LockLease lease) throws InterruptedException {
        core.checkMayBlock();
        CompletableFuture<LockLease> result = begin(lease);
        try {
            return core.await(result);
        } catch (InterruptedException e) {
            var unused = result.thenAccept(LockLease::close);
            throw e;
        }
    }

    @Override
    public ReadWriteLock asReadWriteLock() {
        return new ThreadReadWriteLock(this);
    }

    @Override
    public String toString() {
        return "DReadWriteLock[" + path.path() + "]";
    }
}
