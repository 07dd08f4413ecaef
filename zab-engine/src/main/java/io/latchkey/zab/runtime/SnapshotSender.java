package io.latchkey.zab.runtime;

import io.latchkey.zab.format.TreeFormat;
import io.latchkey.zab.tree.DataTree;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends one tree to one peer, chunk by chunk, on a thread that ends with it. A few chunks are under way at a time, and
 * the peer says when it has taken them, so that no queue on either side grows with the tree.
 */
final class SnapshotSender {
    private static final int WINDOW_CHUNKS = 8;

    private final PeerTransport transport;
    private final Inbox inbox;
    private final int peer;
    private final long link;
    private final DataTree tree;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition credited = lock.newCondition();
    private int credit = WINDOW_CHUNKS;
    private boolean cancelled;
    private int sent; // this thread

    SnapshotSender(PeerTransport transport, Inbox inbox, int peer, long link, DataTree tree) {
        this.transport = transport;
        this.inbox = inbox;
        this.peer = peer;
        this.link = link;
        this.tree = tree;
        thread = new Thread(this::run, "latchkey-snapshot-to-" + peer);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The peer has taken that many chunks, or says so: more than were sent are not believed. */
    void credit(int chunks) {
        lock.lock();
        try {
            credit = (int) Math.min(WINDOW_CHUNKS, (long) credit + chunks);
            credited.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The link is gone. */
    void cancel() {
        lock.lock();
        try {
            cancelled = true;
            credited.signal();
        } finally {
            lock.unlock();
        }
    }

    void join() {
        Threads.join(thread);
    }

    private void run() {
        try (ChunkStream chunks = new ChunkStream(this::send)) {
            TreeFormat.write(tree, chunks);
        } catch (Cancelled e) {
            return;
        } catch (IOException | RuntimeException | Error e) {
            inbox.fail(e);
            return;
        }
        transport.send(peer, link, List.of(PeerCodec.numbers(PeerCodec.SNAPSHOT_END, sent)));
        inbox.snapshotSent(peer, link);
    }

    private void send(byte[] chunk) throws Cancelled {
        awaitCredit();
        transport.send(peer, link, List.of(PeerCodec.chunk(chunk)));
        sent++;
    }

    private void awaitCredit() throws Cancelled {
        lock.lock();
        try {
            while (credit == 0 && !cancelled) {
                credited.awaitUninterruptibly();
            }
            if (cancelled) {
                throw new Cancelled();
            }
            credit--;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody is there to take the rest. */
    private static final class Cancelled extends IOException {
        private static final long serialVersionUID = 1;
    }
}
