package io.latchkey.zab.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/** One life of the journal of a {@link MemoryStorage}. */
final class MemoryJournal implements Journal {
    private final ReentrantLock lock;
    private final HistoryFold forced;
    private final ArrayDeque<JournalRecord> unforced = new ArrayDeque<>();
    private boolean closed;

    MemoryJournal(ReentrantLock lock, HistoryFold forced) {
        this.lock = lock;
        this.forced = forced;
    }

    @Override
    public void append(JournalRecord record) throws IOException {
        lock.lock();
        try {
            checkOpen();
            unforced.add(record);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void force() throws IOException {
        lock.lock();
        try {
            checkOpen();
            persist(unforced.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void purge(long coveredZxid, long keepAfter) throws IOException {
        lock.lock();
        try {
            checkOpen();
            forced.dropUpTo(Math.min(coveredZxid, keepAfter));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long sizeBytes() {
        lock.lock();
        try {
            return forced.txnBytes();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int txnBytesMax() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (!closed) {
                persist(unforced.size());
                closed = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Called under the lock. */
    void crash(int keepUnforced) {
        try {
            persist(Math.min(keepUnforced, unforced.size()));
        } catch (Corruption e) {
            throw new IllegalStateException(e);
        }
        unforced.clear();
        closed = true;
    }

    private void persist(int records) throws Corruption {
        for (int i = 0; i < records; i++) {
            JournalRecord record = unforced.remove();
            String objection = forced.objection(record);
            if (objection != null) {
                throw new Corruption("the journal in memory was given a record that cannot follow: " + objection);
            }
            forced.apply(record);
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the journal in memory is closed");
        }
    }
}
