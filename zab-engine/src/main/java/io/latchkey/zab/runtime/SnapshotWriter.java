package io.latchkey.zab.runtime;

import io.latchkey.zab.format.TreeFormat;
import io.latchkey.zab.storage.SnapshotStore;
import io.latchkey.zab.tree.DataTree;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Writes snapshots beside the running traffic, one at a time, on a thread of its own. */
final class SnapshotWriter {
    private final SnapshotStore store;
    private final Inbox inbox;
    private final Pace pace;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private @Nullable DataTree next;
    private volatile boolean closed;

    SnapshotWriter(String name, SnapshotStore store, Inbox inbox, Pace pace) {
        this.store = store;
        this.pace = pace;
        this.inbox = inbox;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The inbox hears how it ended. One at a time: the next only then. */
    void write(DataTree tree) {
        lock.lock();
        try {
            if (next != null) {
                throw new IllegalStateException("one snapshot at a time");
            }
            next = tree;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (DataTree tree = await(); tree != null; tree = await()) {
            Throwable problem = tryWrite(tree);
            forget();
            inbox.snapshotEnded(tree.zxid(), problem);
        }
    }

    private void forget() {
        lock.lock();
        try {
            next = null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable DataTree await() {
        lock.lock();
        try {
            while (next == null && !closed) {
                arrival.awaitUninterruptibly();
            }
            return closed ? null : next;
        } finally {
            lock.unlock();
        }
    }

    /** What went wrong, or null. */
    private @Nullable Throwable tryWrite(DataTree tree) {
        try {
            store.write(tree.zxid(), out -> TreeFormat.write(tree, new UntilClosed(out)));
            return null;
        } catch (IOException | RuntimeException | Error e) {
            return e;
        }
    }

    /** Gives up what is being written, then ends the thread; returns when it has ended. May be called again. */
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

    /** A snapshot may take long, and nobody needs it any more once the server is closed. */
    private final class UntilClosed extends FilterOutputStream {
        UntilClosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (closed) {
                throw new IOException("the server is being closed");
            }
            out.write(bytes, from, length);
            pace.after(length);
        }
    }
}
