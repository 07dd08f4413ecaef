package io.latchkey.client;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A barrier that is closed as long as its node exists, as Curator's {@code DistributedBarrier}: {@link #set} makes it, and it
 * stays, whatever becomes of clients, until {@link #remove}. Safe for use by several threads.
 */
public interface DBarrier {

    /** The name. */
    String name();

    /** Closes it; does nothing if it is closed. */
    CompletionStage<Void> setAsync();

    /** Opens it and lets all through who wait; does nothing if it is open. */
    CompletionStage<Void> removeAsync();

    /**
     * Waits until it is open. Cancelling the stage's future ends it.
     *
     * @return completes with false when the wait is over before; fails with {@link ServiceUnavailableException} when there is
     *     no connection then
     */
    CompletionStage<Boolean> awaitAsync(Duration wait);

    /**
     * {@link #setAsync}, waiting.
     *
     * @throws ServiceUnavailableException when no server answers in time
     */
    void set() throws InterruptedException;

    /** {@link #removeAsync}, waiting. */
    void remove() throws InterruptedException;

    /** {@link #awaitAsync}, in a thread that waits. */
    boolean await(Duration wait) throws InterruptedException;
}
