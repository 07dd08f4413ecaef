package io.latchkey.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Several locks, taken together or not at all. Each is the {@link LockClient#lock} of its name, fair among all who want it.
 * Safe for use by several threads.
 *
 * <p>An attempt gets its places in all queues in one transaction. So of two attempts one is before the other in <em>every</em>
 * queue that both are in, and no two of them ever wait for each other, in whatever order they name the locks. Who takes locks
 * one by one beside them can still make a deadlock with them.
 *
 * <p>While one of the locks is held by others, those that are granted already stay reserved.
 */
public interface MultiLock {

    /** The names, as they were given. */
    List<String> names();

    /**
     * Waits for all locks as long as it takes, but not for servers that stay away longer than a session lives.
     *
     * @throws LockUnavailableException when they cannot be had for another reason than being held
     * @throws InterruptedException     when interrupted; all queue entries are withdrawn
     */
    MultiLease acquire() throws InterruptedException;

    /**
     * Takes all locks if all are free now, without joining a queue when one is not.
     *
     * @return empty when somebody holds one
     * @throws LockUnavailableException when no server answers in time
     * @throws InterruptedException     when interrupted; nothing is held
     */
    Optional<MultiLease> tryAcquire() throws InterruptedException;

    /**
     * Waits for all locks for some time in all. Returns in time even if no server answers.
     *
     * @return empty when not all were granted in time; then none is held
     * @throws LockUnavailableException when there was no connection at the end of the time, or the session expired
     * @throws InterruptedException     when interrupted; all queue entries are withdrawn
     */
    Optional<MultiLease> tryAcquire(Duration wait) throws InterruptedException;

    /**
     * Waits without a thread, as {@link DLock#acquireAsync} does.
     *
     * @param options for each of the locks; none may be {@link AcquireOptions#withRevocable revocable}
     * @return completes on the client's executor, or fails with {@link LockUnavailableException}, or with
     *     {@link java.util.concurrent.TimeoutException} when the wait is over
     */
    CompletionStage<MultiLease> acquireAsync(AcquireOptions options);
}
