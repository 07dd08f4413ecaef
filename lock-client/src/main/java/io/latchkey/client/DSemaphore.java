package io.latchkey.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A number of permits shared by everybody who uses the same name, granted in the order of asking: who asks for several waits
 * at the head until there are as many, and nobody overtakes. Safe for use by several threads; no thread waits inside the
 * library.
 *
 * <p>How many there are is kept with the semaphore and may be changed by anybody at any time: waiters hear of more at once,
 * fewer take nothing from those who hold. It stands in one queue with Curator's {@code InterProcessSemaphoreV2} on the same
 * path, whose users give it {@code new SharedCount(client, path + "/max", n)}.
 *
 * <p>A lease holds all the permits that were asked for and gives them back together. Its token is the transaction that granted
 * it; since several hold at a time, a resource that refuses smaller tokens refuses earlier holders that are still valid.
 *
 * <p>Blocking methods must not be called on the client's event loop. The number of permits asked for is 1 to 128.
 */
public interface DSemaphore {

    /** The name. */
    String name();

    /**
     * Waits for one permit as long as it takes, but not for servers that stay away longer than a session lives.
     *
     * @throws LockUnavailableException when it cannot be had for another reason than being held
     * @throws InterruptedException     when interrupted; nothing is held
     */
    default LockLease acquire() throws InterruptedException {
        return acquire(1);
    }

    /** {@link #acquire()} for several permits. */
    LockLease acquire(int permits) throws InterruptedException;

    /**
     * Takes a permit if one is free now and nobody waits, without joining the queue when not.
     *
     * @return empty when there is none
     * @throws LockUnavailableException when no server answers in time
     * @throws InterruptedException     when interrupted; nothing is held
     */
    default Optional<LockLease> tryAcquire() throws InterruptedException {
        return tryAcquire(1);
    }

    /** {@link #tryAcquire()} for several permits. */
    Optional<LockLease> tryAcquire(int permits) throws InterruptedException;

    /**
     * Waits for a permit for some time. Returns in time even if no server answers.
     *
     * @return empty when it was not granted in time
     * @throws LockUnavailableException when there was no connection at the end of the time, or the session expired
     * @throws InterruptedException     when interrupted; nothing is held
     */
    default Optional<LockLease> tryAcquire(Duration wait) throws InterruptedException {
        return tryAcquire(1, wait);
    }

    /** {@link #tryAcquire(Duration)} for several permits. */
    Optional<LockLease> tryAcquire(int permits, Duration wait) throws InterruptedException;

    /**
     * Waits without a thread. Cancelling the returned stage's future gives up the place, and what is granted at that very
     * moment.
     *
     * @param options how to wait and to hold; a lock-delay, being revocable and failing on a deadlock are for locks
     * @return completes on the client's executor, or fails with {@link LockUnavailableException}, or with
     *     {@link java.util.concurrent.TimeoutException} when the wait is over
     * @throws IllegalArgumentException for options that are for locks only
     */
    CompletionStage<LockLease> acquireAsync(int permits, AcquireOptions options);

    /** {@link #acquireAsync(int, AcquireOptions)} for one permit. */
    default CompletionStage<LockLease> acquireAsync(AcquireOptions options) {
        return acquireAsync(1, options);
    }

    /** How many permits there are, as the connected server knows it; what this object was made with if nobody has set it. */
    CompletionStage<Integer> maxAsync();

    /**
     * {@link #maxAsync} for those who may block.
     *
     * @throws ServiceUnavailableException when no server answers in time
     */
    int max() throws InterruptedException;

    /** Changes how many permits there are, for everybody; 0 or more. Completes when that is so. */
    CompletionStage<Void> setMaxAsync(int max);

    /**
     * {@link #setMaxAsync} for those who may block.
     *
     * @throws ServiceUnavailableException when no server answers in time; the change may have happened or not
     */
    void setMax(int max) throws InterruptedException;

    /**
     * How many permits nobody holds, as the connected server knows it; below 0 when more are held than there are by now. Who
     * waits in Curator's way at the head of the queue counts as a holder.
     */
    CompletionStage<Integer> availablePermitsAsync();

    /**
     * {@link #availablePermitsAsync} for those who may block.
     *
     * @throws ServiceUnavailableException when no server answers in time
     */
    int availablePermits() throws InterruptedException;
}
