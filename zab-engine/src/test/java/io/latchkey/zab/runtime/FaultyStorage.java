package io.latchkey.zab.runtime;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.storage.DiskSpace;
import io.latchkey.zab.storage.Journal;
import io.latchkey.zab.storage.JournalRecord;
import io.latchkey.zab.storage.MemoryStorage;
import io.latchkey.zab.storage.SnapshotStore;
import io.latchkey.zab.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Storage in memory that fails, or stands still, when the test wants it. */
final class FaultyStorage implements Storage {
    static final int TXN_BYTES_MAX = 100_000;

    final MemoryStorage disk = MemoryStorage.empty();
    final AtomicInteger snapshotsToFail = new AtomicInteger();
    final AtomicInteger snapshotsWritten = new AtomicInteger();
    final AtomicInteger forces = new AtomicInteger();
    volatile boolean failAppend;
    volatile boolean failForce;
    volatile boolean failRecover;
    volatile CountDownLatch forceGate = new CountDownLatch(0);
    volatile long purgedTo;
    volatile DiskSpace space = DiskSpace.UNLIMITED;

    @Override
    public DurableState recover() throws IOException {
        if (failRecover) {
            throw new IOException("the disk is on fire");
        }
        return disk.recover();
    }

    @Override
    public void setAside(String why) {
        disk.setAside(why);
    }

    @Override
    public DiskSpace space() {
        return space;
    }

    @Override
    public Journal journal() {
        Journal journal = disk.journal();
        return new Journal() {
            @Override
            public void append(JournalRecord record) throws IOException {
                if (failAppend) {
                    throw new IOException("no append");
                }
                journal.append(record);
            }

            @Override
            public void force() throws IOException {
                forces.incrementAndGet();
                if (failForce) {
                    throw new IOException("no force");
                }
                try {
                    forceGate.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("the log thread is never interrupted", e);
                }
                journal.force();
            }

            @Override
            public void purge(long coveredZxid, long keepAfter) throws IOException {
                journal.purge(coveredZxid, keepAfter);
                purgedTo = Math.min(coveredZxid, keepAfter);
            }

            @Override
            public long sizeBytes() {
                return journal.sizeBytes();
            }

            @Override
            public int txnBytesMax() {
                return TXN_BYTES_MAX;
            }

            @Override
            public void close() throws IOException {
                journal.close();
            }
        };
    }

    @Override
    public SnapshotStore snapshots() {
        SnapshotStore store = disk.snapshots();
        return new SnapshotStore() {
            @Override
            public void write(long zxid, Body body) throws IOException {
                if (snapshotsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new IOException("no snapshot");
                }
                store.write(zxid, body);
                snapshotsWritten.incrementAndGet();
            }

            @Override
            public Draft draft(long zxid) {
                return store.draft(zxid);
            }

            @Override
            public List<Long> list() throws IOException {
                return store.list();
            }

            @Override
            public <T> T read(long zxid, Reader<T> reader) throws IOException {
                return store.read(zxid, reader);
            }

            @Override
            public void purge(int keep) throws IOException {
                store.purge(keep);
            }
        };
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
