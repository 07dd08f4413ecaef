package io.latchkey.client;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * A lock that many readers hold together, or one writer alone. Fair: only those who asked earlier are waited for, so a reader
 * waits for writers before it, and a writer for all before it. Excludes Curator's {@code InterProcessReadWriteLock} on the same
 * path. Safe for use by several threads.
 *
 * <p>A {@link LockClient#lock} of the same name stands in the same queue, as one more writer.
 */
public interface DReadWriteLock {

    /** The name. */
    String name();

    /** What readers take. */
    DLock readLock();

    /** What a writer takes. */
    DLock writeLock();

    /**
     * Turns the hold of a writer into that of a reader, in its place in the queue and in one transaction: readers right behind
     * it get in, a writer behind it goes on waiting. The token stays the same, so it says nothing of what happens among these
     * readers; write only with the lease of a writer.
     *
     * @param writer of this object's {@link #writeLock}, valid, not {@link LockLease#reenter re-entered}. It is invalid from
     *     this moment, whatever becomes of this.
     * @return completes with the reader's lease on the client's executor. Fails with {@link LeaseLostException} when the hold
     *     was lost meanwhile, with {@link ServiceUnavailableException} when the servers refuse it; then nothing is held.
     * @throws IllegalArgumentException for any other lease
     * @throws IllegalStateException    if the lease has been re-entered and the other is not closed
     * @throws LeaseLostException       if the lease is not valid
     */
    CompletionStage<LockLease> downgradeAsync(LockLease writer);

    /**
     * {@link #downgradeAsync} for those who may block.
     *
     * @throws InterruptedException when interrupted; nothing is held then
     */
    LockLease downgrade(LockLease writer) throws InterruptedException;

    /**
     * A view for code that wants a {@link ReadWriteLock}: reentrant per thread of this view, without conditions. A thread that
     * holds the write lock may take the read lock too and give the write lock back first, which is a downgrade. One that holds
     * only the read lock and asks for the write lock would wait for itself: each such call throws {@link
     * IllegalStateException} at once. When the lease has been lost meanwhile, entering again and unlocking throw {@link
     * LeaseLostException}.
     */
    ReadWriteLock asReadWriteLock();
}
