package io.latchkey.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;

/**
 * A fair lock shared by everybody who uses the same name: granted in the order of asking. Safe for use by several threads;
 * holding one costs nothing, no thread waits inside the library.
 *
 * <p>Blocking methods must not be called on the client's event loop.
 */
public interface DLock {

    /** The name. */
    String name();

    /**
     * Waits for the lock as long as it takes, but not for servers that stay away longer than a session lives.
     *
     * @throws LockUnavailableException when it cannot be had for another reason than being held
     * @throws InterruptedException     when interrupted; the queue entry is withdrawn
     */
    LockLease acquire() throws InterruptedException;

    /**
     * Takes the lock if it is free now, without joining a queue when it is not.
     *
     * @return empty when somebody holds it
     * @throws LockUnavailableException when no server answers in time
     * @throws InterruptedException     when interrupted; nothing is held
     */
    Optional<LockLease> tryAcquire() throws InterruptedException;

    /**
     * Waits for the lock for some time. Returns in time even if no server answers.
     *
     * @return empty when it was not granted in time
     * @throws LockUnavailableException when there was no connection at the end of the time, or the session expired
     * @throws InterruptedException     when interrupted; the queue entry is withdrawn
     */
    Optional<LockLease> tryAcquire(Duration wait) throws InterruptedException;

    /**
     * Waits for the lock and holds it as the options say.
     *
     * @return empty when it was not granted in time, never if the options set no time
     * @throws LockUnavailableException as {@link #acquire} and {@link #tryAcquire(Duration)}
     * @throws InterruptedException     when interrupted; the queue entry is withdrawn
     */
    Optional<LockLease> tryAcquire(AcquireOptions options) throws InterruptedException;

    /**
     * Waits without a thread. Cancelling the returned stage's future withdraws the queue entry; a lock granted at that very
     * moment is released again.
     *
     * @return completes on the client's executor, or fails with {@link LockUnavailableException}, or with
     *     {@link java.util.concurrent.TimeoutException} when the wait is over
     */
    CompletionStage<LockLease> acquireAsync(AcquireOptions options);

    /** Who holds the lock and who waits; as the connected server knows it. */
    CompletionStage<LockInfo> inspectAsync();

    /**
     * {@link #inspectAsync} for those who may block.
     *
     * @throws ServiceUnavailableException when no server answers in time
     */
    LockInfo inspect() throws InterruptedException;

    /**
     * Asks whoever holds the lock to give it back, see {@link AcquireOptions#withRevocable}. The holder decides; nothing is
     * taken away. A Curator client is asked too: it hears it if it called {@code makeRevocable}, which others can't know.
     *
     * @return completes with whether a holder was asked: not if nobody holds it or the holder is of this library and not
     *     revocable; or fails with {@link ServiceUnavailableException}
     */
    CompletionStage<Boolean> requestReleaseAsync();

    /**
     * {@link #requestReleaseAsync} for those who may block.
     *
     * @throws ServiceUnavailableException when no server answers in time
     */
    boolean requestRelease() throws InterruptedException;

    /**
     * A view for code that wants a {@link Lock}: reentrant per thread, one hold per thread of this view. Conditions are not
     * supported. {@link Lock#unlock} by another thread throws {@link IllegalMonitorStateException}; when the lease has been
     * lost meanwhile, entering again and unlocking throw {@link LeaseLostException}.
     */
    Lock asLock();
}
