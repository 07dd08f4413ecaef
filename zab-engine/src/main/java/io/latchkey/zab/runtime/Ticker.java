package io.latchkey.zab.runtime;

/** Where the engine's time comes from: it knows ticks only. */
public interface Ticker extends AutoCloseable {
    /** Calls {@code tick}, which never blocks, once for each tick from now on. Called once. */
    void start(Runnable tick);

    /** No tick comes after this has returned. May be called again, and before {@link #start}. */
    @Override
    void close();
}
