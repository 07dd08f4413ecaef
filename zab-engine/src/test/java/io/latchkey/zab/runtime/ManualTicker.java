package io.latchkey.zab.runtime;

/** Time passes when the test says so. */
public final class ManualTicker implements Ticker {
    private volatile Runnable tick = () -> {};

    @Override
    public void start(Runnable newTick) {
        tick = newTick;
    }

    @Override
    public void close() {
        tick = () -> {};
    }

    /** One tick, and returns once {@code server} has dealt with it: ticks that pile up count as one. */
    public void tick(ZabServer server) {
        EngineStatus before = server.status();
        tick.run();
        while (server.status() == before) {
            Thread.onSpinWait();
        }
    }
}
