package io.latchkey.zab.runtime;

import io.latchkey.zab.storage.Journal;
import io.latchkey.zab.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes durable, on a thread of its own. Everything that gathered while the last sync ran is written and synced at
 * once, so that batches grow with the load and nobody waits for a timer.
 *
 * <p>A write or sync that fails is the end: after it, nobody knows what is on disk, and a second try may succeed
 * without the data of the first.
 */
final class LogWriter {
    /** One step of the journal's. */
    interface Write {
        void writeTo(Journal journal) throws IOException;
    }

    /** How often room on the disk is measured, in ticks. */
    private static final int MEASURE_TICKS = 25;

    private final Journal journal;
    private final DiskGauge gauge;
    private final Inbox inbox;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private List<Write> writes = new ArrayList<>();
    private List<Write> written = new ArrayList<>(); // log thread
    private @Nullable Write purge;
    private long lastTicket;
    private long bytes;
    private boolean idle = true;
    private int ticksToMeasure;
    private boolean measure;
    private boolean closed;
    private volatile long queuedBytes;
    private volatile long journalBytes;

    /** @throws IOException if the room on the disk can't be measured */
    LogWriter(String name, Storage storage, Inbox inbox) throws IOException {
        journal = storage.journal();
        gauge = new DiskGauge(storage);
        gauge.measure();
        this.inbox = inbox;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        journalBytes = journal.sizeBytes();
    }

    void start() {
        thread.start();
    }

    /**
     * Takes over these writes, in order; the list is the caller's again.
     *
     * @param ticket that of the last of them
     * @param weight bytes to write, about
     */
    void write(List<Write> more, long ticket, long weight) {
        lock.lock();
        try {
            writes.addAll(more);
            lastTicket = ticket;
            bytes += weight;
            queuedBytes = bytes;
            if (idle) {
                arrival.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Does this once all that was given before is durable; in place of one that has not been done yet. */
    void purge(Write newer) {
        lock.lock();
        try {
            purge = newer;
            if (idle) {
                arrival.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Time passes. Engine thread. */
    void onTick() {
        if (--ticksToMeasure > 0) {
            return;
        }
        ticksToMeasure = MEASURE_TICKS;
        lock.lock();
        try {
            measure = true;
            if (idle) {
                arrival.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** As of half a second ago or so. Any thread. */
    DiskStatus disk() {
        return gauge.status();
    }

    /** Bytes taken over and not yet durable. Any thread. */
    long queuedBytes() {
        return queuedBytes;
    }

    /** What the journal takes on disk, as of the last sync. Any thread. */
    long journalBytes() {
        return journalBytes;
    }

    private void run() {
        try {
            while (awaitWork()) {
                work();
            }
        } catch (IOException | RuntimeException | Error e) {
            inbox.fail(e);
        }
    }

    /** False when closed and everything is written. */
    private boolean awaitWork() {
        lock.lock();
        try {
            idle = true;
            while (!hasWork() && !closed) {
                arrival.awaitUninterruptibly();
            }
            idle = false;
            return hasWork();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasWork() {
        return !writes.isEmpty() || purge != null || measure;
    }

    private void work() throws IOException {
        long ticket;
        long weight;
        boolean measureNow;
        Write purgeNow;
        lock.lock();
        try {
            List<Write> now = writes;
            writes = written;
            written = now;
            ticket = lastTicket;
            weight = bytes;
            purgeNow = purge;
            purge = null;
            measureNow = measure;
            measure = false;
        } finally {
            lock.unlock();
        }
        if (!written.isEmpty()) {
            for (Write write : written) {
                write.writeTo(journal);
            }
            journal.force();
            written.clear();
            forget(weight);
            inbox.durable(ticket);
        }
        if (purgeNow != null) {
            purgeNow.writeTo(journal);
        }
        if (measureNow) {
            gauge.measure();
        }
        journalBytes = journal.sizeBytes();
    }

    private void forget(long weight) {
        lock.lock();
        try {
            bytes -= weight;
            queuedBytes = bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was given, then ends the thread; returns when it has ended. May be called again. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
        Threads.join(thread);
    }
}
