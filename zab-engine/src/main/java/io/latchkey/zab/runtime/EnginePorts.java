package io.latchkey.zab.runtime;

import io.latchkey.zab.storage.Storage;
import java.util.function.LongSupplier;

/**
 * What an engine reaches the world by; the engine closes all of it.
 *
 * @param wallClockMs ms since 1970, for the times of znodes alone; it may jump
 */
public record EnginePorts(Storage storage, PeerTransport peers, Ticker ticker, LongSupplier wallClockMs) {}
