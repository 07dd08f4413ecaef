package io.latchkey.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * All keys under a prefix, in memory and kept up to date: reading never asks a server. Without a connection it shows the
 * last known values and {@link #state} says so; afterwards it catches up, and listeners hear of what has changed meanwhile.
 * Safe for use by several threads.
 */
public interface ConfigView extends AutoCloseable {

    /** How far the values can be trusted. */
    enum State {
        /** Not all values have been read yet. */
        LOADING,
        /** Values are up to date but for the moment a change needs to travel. */
        LIVE,
        /** No connection: these are the last known values. */
        STALE,
        /** Closed; the values no longer change. */
        CLOSED
    }

    /** The prefix, like {@code orders} or {@code orders/db}. */
    String prefix();

    /** How far the values can be trusted now. */
    State state();

    /**
     * Waits until all values have been read once.
     *
     * @return this view
     * @throws ServiceUnavailableException when that takes longer
     */
    ConfigView ready(Duration atMost) throws InterruptedException;

    /** Completes when all values have been read once; on the client's executor. */
    CompletionStage<Void> readyAsync();

    /** A key's value. */
    Optional<String> get(String key);

    /** A key's value with its version. */
    Optional<ConfigEntry> entry(String key);

    /** All keys and values as of now, sorted by key. */
    Map<String, String> snapshot();

    /**
     * A converted value.
     *
     * @param type     String, Integer, Long, Double, Boolean, Duration or an enum
     * @param fallback what to return when the key does not exist
     * @throws ConfigFormatException when the value is not of that type
     */
    <T> T get(String key, Class<T> type, T fallback);

    /** Text. */
    default String getString(String key, String fallback) {
        return get(key, String.class, fallback);
    }

    /** A whole number of 32 bits. */
    default int getInt(String key, int fallback) {
        return get(key, Integer.class, fallback);
    }

    /** A whole number of 64 bits. */
    default long getLong(String key, long fallback) {
        return get(key, Long.class, fallback);
    }

    /** A number. */
    default double getDouble(String key, double fallback) {
        return get(key, Double.class, fallback);
    }

    /** {@code true} or {@code false}, in any case of letters. */
    default boolean getBoolean(String key, boolean fallback) {
        return get(key, Boolean.class, fallback);
    }

    /** {@code 250ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 7d}, or as in ISO 8601 ({@code PT1M30S}). */
    default Duration getDuration(String key, Duration fallback) {
        return get(key, Duration.class, fallback);
    }

    /** A live handle; types as for {@link #get(String, Class, Object)}. */
    <T> ConfigValue<T> value(String key, Class<T> type, T fallback);

    /**
     * Calls back on every change after the values have been read for the first time, in order and without gaps except that
     * changes quickly following one another may come as one. One call at a time on the client's executor.
     *
     * @return ends it when closed
     */
    Registration onChange(ConfigListener listener);

    /** As {@link #onChange(ConfigListener)}, one call at a time on an executor of the caller's. */
    Registration onChange(ConfigListener listener, Executor executor);

    /** Stops following; the values stay readable. */
    @Override
    void close();
}
