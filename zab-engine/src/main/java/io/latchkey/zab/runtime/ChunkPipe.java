package io.latchkey.zab.runtime;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Chunks put in by one thread are a stream of bytes to another one, which says when it has used up a chunk. */
final class ChunkPipe extends InputStream {
    private final Runnable onTaken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private boolean cancelled;
    private byte[] now = {}; // reading thread
    private int at;

    /** @param onTaken called by the reading thread for each chunk, when it has been read whole */
    ChunkPipe(Runnable onTaken) {
        this.onTaken = onTaken;
    }

    /** False, and it is not taken, if more wait than may be under way. */
    boolean put(byte[] chunk) {
        lock.lock();
        try {
            if (chunks.size() >= 2 * SnapshotOffer.WINDOW_CHUNKS) { // what a broken link brought may still be here
                return false;
            }
            chunks.add(chunk);
            arrival.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void cancel() {
        lock.lock();
        try {
            cancelled = true;
            chunks.clear();
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is left of the chunks that have come. */
    boolean isEmpty() {
        lock.lock();
        try {
            return chunks.isEmpty() && at == now.length;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws Cancelled {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    /** Waits for a chunk; never at the end. */
    @Override
    public int read(byte[] bytes, int from, int length) throws Cancelled {
        if (length == 0) {
            return 0;
        }
        if (at == now.length) {
            now = await();
            at = 0;
        }
        int count = Math.min(length, now.length - at);
        System.arraycopy(now, at, bytes, from, count);
        at += count;
        if (at == now.length) {
            onTaken.run();
        }
        return count;
    }

    private byte[] await() throws Cancelled {
        lock.lock();
        try {
            while (chunks.isEmpty() && !cancelled) {
                arrival.awaitUninterruptibly();
            }
            if (cancelled) {
                throw new Cancelled();
            }
            return chunks.remove();
        } finally {
            lock.unlock();
        }
    }
}
