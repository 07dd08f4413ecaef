package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Zab;
import java.util.function.LongSupplier;

/** What the engine thread works with, made when the server starts. */
record EngineParts(
        EngineConfig config,
        Zab zab,
        Inbox inbox,
        LogWriter log,
        PeerTransport peers,
        Pendings pendings,
        Primary primary,
        Snapshots snapshots,
        Past past,
        Downloads downloads,
        LongSupplier nanoClock) {}
