package io.latchkey.zab.runtime;

import io.latchkey.zab.storage.Storage;
import java.util.function.LongSupplier;

/**
 * What an engine reaches the world by, and what it knows of itself from before; the engine closes all of it.
 *
 * @param wallClockMs ms since 1970, for the times of znodes alone; it may jump
 */
public record EnginePorts(Storage storage, PeerTransport peers, Ticker ticker, LongSupplier wallClockMs, Past past) {
    public EnginePorts(Storage storage, PeerTransport peers, Ticker ticker, LongSupplier wallClockMs) {
        this(storage, peers, ticker, wallClockMs, Past.NONE);
    }

    /** With this machine's clocks. */
    public static EnginePorts of(EngineConfig config, Storage storage, PeerTransport peers) {
        Ticker ticker = new ThreadTicker("latchkey-ticker-" + config.zab().self(), config.tickMs());
        return new EnginePorts(storage, peers, ticker, System::currentTimeMillis);
    }

    public EnginePorts with(Past earlier) {
        return new EnginePorts(storage, peers, ticker, wallClockMs, earlier);
    }
}
