package io.latchkey.client;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A held lock. The lease object is the owner, not a thread: it may be handed to another thread and released there. Safe for
 * use by several threads.
 *
 * <p>A lease lives as long as the client's session. It is judged by the local monotonic clock, conservatively: it is called
 * invalid <em>before</em> the servers may give the lock to somebody else. A pause of the whole process between asking and
 * acting can defeat any such check; send {@link #token()} along to what must be safe even then.
 */
public interface LockLease extends AutoCloseable {

    /** Proof of this grant, the same for the whole hold. */
    FencingToken token();

    /** Lets the servers refuse a write of theirs when the lock is not held any more. */
    LockGuard guard();

    /** Whether the lock is surely still held. Local and cheap. Once false, false for ever. */
    boolean isValid();

    /** How long the lease is sure to stay valid if no server answers any more; zero when it is not valid. */
    Duration remaining();

    /**
     * Throws unless {@link #isValid}.
     *
     * @throws LeaseLostException when it is not
     */
    void ensureValid();

    /**
     * Asks the servers whether the lock is held, behind everything committed so far. Fails with {@link LeaseLostException}
     * when not, with {@link ServiceUnavailableException} when nobody can say.
     */
    CompletionStage<Void> verify();

    /** Completes when the lease is lost; never when it is released. Completed on the client's executor. */
    CompletionStage<LossReason> lost();

    /**
     * Calls back exactly once if the lease is lost, at once if that has happened already, never when it is released.
     *
     * @param callback gets the reason
     * @param executor where to run it
     */
    void onLost(Consumer<LossReason> callback, Executor executor);

    /**
     * Calls back exactly once if the lock is asked back, at once if that has happened already, never when it is not held any
     * more by then. What to do about it is for the holder: to come to an end and {@link #close}, or not to.
     *
     * @param callback runs once, however often the lock is asked for
     * @param executor where to run it
     * @throws IllegalStateException when it was not acquired as {@link AcquireOptions#withRevocable revocable}
     */
    void onRevoke(Runnable callback, Executor executor);

    /**
     * Shares the hold: the lock is released when this lease and every one shared from it are closed.
     *
     * @return another handle of the same hold with the same token
     * @throws LeaseLostException when the lease is not valid
     */
    LockLease reenter();

    /**
     * Gives the lock back. The lease is invalid from this moment; the servers are told until they confirm or the session is
     * over. Calling it again returns the same stage.
     *
     * @return completes when the servers have confirmed: true when the lock was held until now, false when it had been lost
     */
    CompletionStage<Boolean> releaseAsync();

    /** Releases without waiting for the servers' confirmation; never blocks, never throws, may be repeated. */
    @Override
    void close();
}
