package io.latchkey.client;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A latch that opens when it has been counted down to 0, and can be set again then. It is open until it is set for the first
 * time. Its node stays until {@link #delete}. Safe for use by several threads.
 *
 * <p>Each call counts exactly once, as for {@link DCounter}.
 */
public interface DLatch {

    /** The name. */
    String name();

    /**
     * Sets the count, if it is 0 now.
     *
     * @param count 1 or more
     * @return completes with whether it was 0
     */
    CompletionStage<Boolean> trySetCountAsync(long count);

    /** Counts down by 1 and completes with what is left; at 0 it does nothing. */
    CompletionStage<Long> countDownAsync();

    /** What is left, behind everything committed before. */
    CompletionStage<Long> getCountAsync();

    /**
     * Waits until the count is 0, also if it is set again at once. Cancelling the stage's future ends it.
     *
     * @return completes with false when the wait is over before; fails with {@link ServiceUnavailableException} when there is
     *     no connection then
     */
    CompletionStage<Boolean> awaitAsync(Duration wait);

    /** Removes the node: the latch is open. */
    CompletionStage<Void> deleteAsync();

    /** {@link #trySetCountAsync}, waiting; errors as of {@link DCounter#add}. */
    boolean trySetCount(long count) throws InterruptedException;

    /** {@link #countDownAsync}, waiting; errors as of {@link DCounter#add}. */
    long countDown() throws InterruptedException;

    /** {@link #getCountAsync}, waiting; errors as of {@link DCounter#get}. */
    long getCount() throws InterruptedException;

    /** {@link #awaitAsync}, in a thread that waits. */
    boolean await(Duration wait) throws InterruptedException;

    /** {@link #deleteAsync}, waiting. */
    void delete() throws InterruptedException;
}
