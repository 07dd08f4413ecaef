package io.latchkey.client.count;

import org.jspecify.annotations.Nullable;

/**
 * What is to become of a cell. Is asked again whenever somebody else was faster.
 *
 * @param <T> what its caller gets
 */
@FunctionalInterface
interface Change<T> {

    /**
     * The data to write, null to leave it as it is; and what to answer then.
     */
    record Step<T>(byte @Nullable [] write, T result) {}

    /**
     * Decides.
     *
     * @param data null when there is no node
     */
    Step<T> apply(byte @Nullable [] data);
}
