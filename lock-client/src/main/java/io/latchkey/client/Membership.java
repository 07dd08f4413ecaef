package io.latchkey.client;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A place in a group. Safe for use by several threads. */
public interface Membership extends AutoCloseable {

    /** Where it stands. */
    enum State {
        /** In the group, as far as is known. */
        JOINED,
        /** Its session has expired, and it joins again with the same id. */
        REJOINING,
        /** Over: left, or lost and not to come back. */
        LEFT
    }

    /** What tells it from others, random. */
    String id();

    /** Where it stands. */
    State state();

    /**
     * Replaces the data that others see; kept for joining again too.
     *
     * @param data at most 1,000,000 bytes
     * @return completes when it is done, or fails with {@link ServiceUnavailableException}
     */
    CompletionStage<Void> setData(byte[] data);

    /** Calls back with each new state, one call at a time, in order. */
    void onState(Consumer<State> callback, Executor executor);

    /** Leaves; completes when the servers have confirmed, or the session is over. May be repeated. */
    CompletionStage<Void> leave();

    /** {@link #leave} without waiting. */
    @Override
    void close();
}
