package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.Submission;

/**
 * One server of the ensemble, as its embedder sees it: submit what clients ask for, follow what was committed.
 *
 * <p>All methods may be called from any thread and none blocks, but {@link #start} and {@link #close}.
 */
public interface ZabServer extends AutoCloseable {
    /** Recovers from disk, then starts the threads; returns once the tree is recovered. */
    void start();

    /** From now on, {@code subscriber} gets every batch; the first tells the state as it is. */
    void subscribe(Subscriber subscriber);

    void unsubscribe(Subscriber subscriber);

    /**
     * Takes a submission into the pipeline. The pending comes back in the {@link Committed} of its transaction; if
     * the server stops serving first, it never does, and whether it takes effect is not known.
     *
     * @return false if the server does not serve or too much is pending: nothing was taken
     */
    boolean submit(Submission submission, Pending pending);

    /**
     * Asks to see all that was committed anywhere until now. The pending comes back in {@link Batch#synced}, of a batch
     * whose tree has that; if the server stops serving first, it never does.
     *
     * @return false if the server does not serve or too much is pending: nothing was taken
     */
    boolean sync(Pending pending);

    /** These sessions were heard of: the leader gives each a full timeout. */
    void touch(long[] sessionIds);

    /** Figures for monitoring, at most one batch old. */
    EngineStatus status();

    @Override
    void close();
}
