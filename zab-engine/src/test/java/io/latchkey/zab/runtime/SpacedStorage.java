package io.latchkey.zab.runtime;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.storage.DiskSpace;
import io.latchkey.zab.storage.Journal;
import io.latchkey.zab.storage.SnapshotStore;
import io.latchkey.zab.storage.Storage;
import java.io.IOException;

/** Another storage, with as much room as the test wants. */
final class SpacedStorage implements Storage {
    volatile DiskSpace space = DiskSpace.UNLIMITED;
    private final Storage disk;

    SpacedStorage(Storage disk) {
        this.disk = disk;
    }

    @Override
    public DiskSpace space() {
        return space;
    }

    @Override
    public DurableState recover() throws IOException {
        return disk.recover();
    }

    @Override
    public void setAside(String why) throws IOException {
        disk.setAside(why);
    }

    @Override
    public Journal journal() {
        return disk.journal();
    }

    @Override
    public SnapshotStore snapshots() {
        return disk.snapshots();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
