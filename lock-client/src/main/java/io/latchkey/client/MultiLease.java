package io.latchkey.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Several locks that are held together. Valid as long as all of them are; when one is lost, the others are given back. Owned by
 * this object, not by a thread. Safe for use by several threads. How it is judged, see {@link LockLease}.
 */
public interface MultiLease extends AutoCloseable {

    /**
     * Proof of the grant of one of the locks.
     *
     * @throws IllegalArgumentException for a name that is not among them
     */
    FencingToken token(String lock);

    /** The tokens of all, in the order of the names. */
    List<FencingToken> tokens();

    /**
     * What the servers check together with a write, for one of the locks.
     *
     * @throws IllegalArgumentException for a name that is not among them
     */
    LockGuard guard(String lock);

    /** Whether all locks are surely still held. Local and cheap. Once false, false for ever. */
    boolean isValid();

    /** How long the lease is sure to stay valid if no server answers any more; zero when it is not valid. */
    Duration remaining();

    /**
     * Throws unless {@link #isValid}.
     *
     * @throws LeaseLostException when it is not
     */
    void ensureValid();

    /** Asks the servers whether all locks are held; fails as {@link LockLease#verify} does. */
    CompletionStage<Void> verify();

    /** Completes when the first of the locks is lost; never when they are released. Completed on the client's executor. */
    CompletionStage<LossReason> lost();

    /**
     * Calls back exactly once if one of the locks is lost, at once if that has happened already, never when they are released.
     *
     * @param callback gets the reason
     * @param executor where to run it
     */
    void onLost(Consumer<LossReason> callback, Executor executor);

    /**
     * Gives all locks back, in one transaction. The lease is invalid from this moment; the servers are told until they confirm
     * or the session is over. Calling it again returns the same.
     *
     * @return completes when the servers have confirmed: true when all locks were held until now
     */
    CompletionStage<Boolean> releaseAsync();

    /** Releases without waiting for the servers' confirmation; never blocks, never throws, may be repeated. */
    @Override
    void close();
}
