package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Journal and snapshots in memory, for simulations and embedded servers. The object is the disk: close it, or
 * {@link #crash} it, and {@link #recover} again for the next life of the server. Thread-safe.
 */
public final class MemoryStorage implements Storage {
    private final ReentrantLock lock = new ReentrantLock();
    private HistoryFold forced = new HistoryFold(Zxid.NONE, JournalRecord.Epochs.NONE);
    private final MemorySnapshots snapshots = new MemorySnapshots();
    private @Nullable MemoryJournal journal;

    /** A new, empty disk. */
    public static MemoryStorage empty() {
        return new MemoryStorage();
    }

    private MemoryStorage() {}

    /** May be called again: what a former life appended but did not force is lost, and its journal is closed. */
    @Override
    public DurableState recover() throws IOException {
        lock.lock();
        try {
            crash(0);
            journal = new MemoryJournal(lock, forced);
            Long snapshot = forced.newestFitting(snapshots.list());
            if (snapshot == null) {
                throw new Corruption("no snapshot at or after " + Zxid.toString(forced.floor())
                        + ", where the journal in memory starts");
            }
            if (snapshot > forced.last()) {
                forced.apply(new JournalRecord.Install(snapshot));
            }
            return forced.stateWith(snapshot);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Power is lost: the journal given out last takes nothing more, and of what it took since its last force only the
     * first {@code keepUnforced} records survive, as many as there are at most.
     */
    public void crash(int keepUnforced) {
        lock.lock();
        try {
            if (journal != null) {
                journal.crash(keepUnforced);
                journal = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is kept. */
    @Override
    public void setAside(String why) {
        lock.lock();
        try {
            crash(0);
            forced = new HistoryFold(Zxid.NONE, JournalRecord.Epochs.SET_ASIDE);
            snapshots.purge(0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DiskSpace space() {
        return DiskSpace.UNLIMITED;
    }

    @Override
    public Journal journal() {
        lock.lock();
        try {
            if (journal == null) {
                throw new IllegalStateException("recover first");
            }
            return journal;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (journal != null) {
                journal.close();
                journal = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
