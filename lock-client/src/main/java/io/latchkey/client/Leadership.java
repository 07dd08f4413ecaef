package io.latchkey.client;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One term as leader. Safe for use by several threads. */
public interface Leadership extends AutoCloseable {

    /** Proof of this term; a later term of anybody in the same election has a greater one. */
    FencingToken epoch();

    /** Lets the servers refuse a write of theirs when the term is over. */
    LockGuard guard();

    /** Whether the term surely still lasts: local, conservative, for ever false once false. */
    boolean isValid();

    /** Calls back exactly once if the term ends without {@link #resign}. */
    void onLost(Consumer<LossReason> callback, Executor executor);

    /**
     * Lets others know something of this term, like an address; see {@link LeaderElection#current}. The servers accept it only
     * as long as the term lasts. The last one counts; all end with the term.
     *
     * @param value at most 1,000,000 bytes
     * @return completes when it is done, or fails with {@link LeaseLostException}, or with {@link ServiceUnavailableException}
     */
    CompletionStage<Void> proclaim(byte[] value);

    /** Gives the term back; completes as {@link LockLease#releaseAsync}. */
    CompletionStage<Boolean> resign();

    /** {@link #resign} without waiting. */
    @Override
    void close();
}
