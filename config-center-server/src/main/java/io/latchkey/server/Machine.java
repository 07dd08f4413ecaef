package io.latchkey.server;

import io.latchkey.zab.runtime.EngineConfig;
import io.latchkey.zab.runtime.EnginePorts;
import io.latchkey.zab.runtime.PeerTransport;
import io.latchkey.zab.storage.DiskConfig;
import io.latchkey.zab.storage.DiskStorage;
import io.latchkey.zab.storage.Storage;
import java.io.IOException;

/** What a node runs on, but for the network: where its data lives, and what its time comes from. */
public interface Machine {
    /** Storage for one life of the node, which closes it. Called on a thread that may block. */
    Storage open(DiskConfig config) throws IOException;

    /** Loads ahead, on another thread that may block and beside all else, what {@link #open} takes long for. */
    default void warmUp() {}

    /** With the clocks of this computer, unless an implementation has others. */
    default EnginePorts ports(EngineConfig config, Storage storage, PeerTransport peers) {
        return EnginePorts.of(config, storage, peers);
    }

    /** This computer: data in the directories that the configuration names. */
    static Machine local() {
        return new Machine() {
            @Override
            public Storage open(DiskConfig config) throws IOException {
                return DiskStorage.open(config);
            }

            @Override
            public void warmUp() {
                DiskStorage.warmUp();
            }
        };
    }
}
