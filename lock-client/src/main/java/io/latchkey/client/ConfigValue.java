package io.latchkey.client;

import java.util.function.BiConsumer;

/** A live handle on one key, converted. Reading is a look into memory. Safe for any thread. */
public interface ConfigValue<T> {
    /** The key, relative to its view. */
    String key();

    /**
     * The value now; the default when the key does not exist. A value that cannot be converted is logged once, and the last
     * good one stays.
     */
    T get();

    /**
     * Calls back with the value before and now whenever {@link #get} gives another one, on the view's executor, one call at
     * a time.
     *
     * @return ends it when closed
     */
    Registration onChange(BiConsumer<T, T> listener);
}
