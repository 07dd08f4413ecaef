package io.latchkey.client;

import java.util.concurrent.CompletionStage;

/**
 * A 64-bit number that everybody with the same name counts on; 0 until somebody has. Its node holds it as 8 bytes, high byte
 * first, as Curator's {@code DistributedAtomicLong} does, and stays until {@link #delete}. Safe for use by several threads.
 *
 * <p>Each change is done exactly once, also if connections are lost before the answer. Only if the session ends too, and what
 * others have written since hides what became of it, does a change fail with {@link OutcomeUnknownException}. Changes made
 * through one object while another is under way are written together: keep the object.
 */
public interface DCounter {

    /** The name. */
    String name();

    /** The value, behind everything committed before. */
    CompletionStage<Long> getAsync();

    /**
     * Adds.
     *
     * @param delta may be negative
     * @return completes with the sum, or fails with {@link ArithmeticException}, nothing changed, if it does not fit into 64
     *     bits
     */
    CompletionStage<Long> addAsync(long delta);

    /** Sets the value if it is the expected one; completes with whether it was. */
    CompletionStage<Boolean> compareAndSetAsync(long expected, long value);

    /** Removes the node: the value is 0 again. Not while others count: what they add meanwhile may be lost. */
    CompletionStage<Void> deleteAsync();

    /**
     * {@link #getAsync}, waiting.
     *
     * @throws ServiceUnavailableException when no server answers in time
     * @throws LatchkeyException           when the node holds something else than a number
     */
    long get() throws InterruptedException;

    /**
     * {@link #addAsync}, waiting. Interrupted, it may have been done or not.
     *
     * @throws ServiceUnavailableException when no server answers in time; nothing was added
     * @throws OutcomeUnknownException     when the session ended before the answer
     */
    long add(long delta) throws InterruptedException;

    /** Adds 1, as {@link #add}. */
    default long increment() throws InterruptedException {
        return add(1);
    }

    /** {@link #compareAndSetAsync}, waiting; errors as of {@link #add}. */
    boolean compareAndSet(long expected, long value) throws InterruptedException;

    /** {@link #deleteAsync}, waiting. */
    void delete() throws InterruptedException;
}
