package io.latchkey.test;

import io.latchkey.zab.runtime.Ticker;

/** A ticker whose ticks get lost while the machine stands still. Thread-safe. */
final class HeldTicker implements Ticker {
    private final Ticker real;
    private volatile boolean held;

    HeldTicker(Ticker real, boolean held) {
        this.real = real;
        this.held = held;
    }

    void hold(boolean on) {
        held = on;
    }

    @Override
    public void start(Runnable tick) {
        real.start(() -> {
            if (!held) {
                tick.run();
            }
        });
    }

    @Override
    public void close() {
        real.close();
    }
}
