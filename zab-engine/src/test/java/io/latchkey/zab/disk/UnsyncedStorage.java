package io.latchkey.zab.disk;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.storage.DiskSpace;
import io.latchkey.zab.storage.Journal;
import io.latchkey.zab.storage.JournalRecord;
import io.latchkey.zab.storage.SnapshotStore;
import io.latchkey.zab.storage.Storage;
import java.io.IOException;

/** A storage that lies: nothing is synced when it says so. */
final class UnsyncedStorage implements Storage {
    private final Storage storage;

    UnsyncedStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public DurableState recover() throws IOException {
        return storage.recover();
    }

    @Override
    public void setAside(String why) throws IOException {
        storage.setAside(why);
    }

    @Override
    public DiskSpace space() throws IOException {
        return storage.space();
    }

    @Override
    public Journal journal() {
        return new Unsynced(storage.journal());
    }

    @Override
    public SnapshotStore snapshots() {
        return storage.snapshots();
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }

    private record Unsynced(Journal journal) implements Journal {
        @Override
        public void append(JournalRecord step) throws IOException {
            journal.append(step);
        }

        @Override
        public void force() {
            // the lie
        }

        @Override
        public void purge(long coveredZxid, long keepAfter) throws IOException {
            journal.purge(coveredZxid, keepAfter);
        }

        @Override
        public long sizeBytes() {
            return journal.sizeBytes();
        }

        @Override
        public int txnBytesMax() {
            return journal.txnBytesMax();
        }

        @Override
        public void close() throws IOException {
            journal.close();
        }
    }
}
