package io.latchkey.test;

import io.latchkey.server.Machine;
import io.latchkey.zab.runtime.EngineConfig;
import io.latchkey.zab.runtime.EnginePorts;
import io.latchkey.zab.runtime.PeerTransport;
import io.latchkey.zab.storage.DiskConfig;
import io.latchkey.zab.storage.MemoryStorage;
import io.latchkey.zab.storage.Storage;
import org.jspecify.annotations.Nullable;

/** A machine without a disk, which keeps what it is told from one life of its node to the next, and can stand still. */
final class MemoryMachine implements Machine {
    private final MemoryStorage storage = MemoryStorage.empty();
    private volatile @Nullable HeldTicker ticker;
    private volatile boolean standing;

    /** Closing it ends one life; the next one finds in it what the last one wrote. */
    @Override
    public Storage open(DiskConfig config) {
        return storage;
    }

    @Override
    public EnginePorts ports(EngineConfig config, Storage storage, PeerTransport peers) {
        EnginePorts usual = EnginePorts.of(config, storage, peers);
        HeldTicker own = new HeldTicker(usual.ticker(), standing);
        ticker = own;
        return new EnginePorts(usual.storage(), usual.peers(), own, usual.wallClockMs());
    }

    /** Whether its clock stands, in this life and later ones. */
    void stand(boolean on) {
        standing = on;
        HeldTicker current = ticker;
        if (current != null) {
            current.hold(on);
        }
    }
}
