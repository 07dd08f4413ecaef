package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.format.TreeFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends one offer to one peer, chunk by chunk, on a thread that ends with it. A few chunks are under way at a time, and
 * the peer says when it has taken them, so that no queue on either side grows with the tree. When the peer has the
 * whole of it, durably, what was said to it in the meantime may follow.
 */
final class SnapshotSender {
    private final PeerTransport transport;
    private final Inbox inbox;
    private final int peer;
    private final long link;
    private final SnapshotOffer offer;
    private final Pace pace;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private boolean started;
    private int credit = SnapshotOffer.WINDOW_CHUNKS;
    private boolean taken;
    private boolean cancelled;
    private long first; // set before the thread starts
    private long index; // this thread

    SnapshotSender(PeerTransport transport, Inbox inbox, int peer, long link, SnapshotOffer offer, Pace pace) {
        this.transport = transport;
        this.inbox = inbox;
        this.peer = peer;
        this.link = link;
        this.offer = offer;
        this.pace = pace;
        thread = new Thread(this::run, "latchkey-snapshot-to-" + peer);
        thread.setDaemon(true);
    }

    SnapshotOffer offer() {
        return offer;
    }

    /**
     * Called once; engine thread.
     *
     * @param firstChunk the peer has those before it from a transfer that broke off
     */
    void start(long firstChunk) {
        first = firstChunk;
        started = true;
        thread.start();
    }

    /** Engine thread. */
    boolean isStarted() {
        return started;
    }

    /** The peer has taken that many chunks, or says so: more than were sent are not believed. */
    void credit(int chunks) {
        lock.lock();
        try {
            credit = (int) Math.min(SnapshotOffer.WINDOW_CHUNKS, (long) credit + chunks);
            change.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The peer has the whole of it. */
    void taken() {
        lock.lock();
        try {
            taken = true;
            change.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The link is gone. */
    void cancel() {
        lock.lock();
        try {
            cancelled = true;
            change.signal();
        } finally {
            lock.unlock();
        }
    }

    void join() {
        if (started) {
            Threads.join(thread);
        }
    }

    private void run() {
        try {
            try (ChunkStream chunks = new ChunkStream(this::sendChunk)) {
                TreeFormat.write(offer.base(), chunks);
            }
            if (index < first) {
                transport.reset(peer, link); // it claims to have more than there is
                return;
            }
            sendTail();
            awaitTaken();
        } catch (Cancelled e) {
            return;
        } catch (IOException | RuntimeException | Error e) {
            inbox.fail(e);
            return;
        }
        transport.send(peer, link, List.of(PeerCodec.numbers(PeerCodec.SNAPSHOT_END, offer.session())));
        inbox.snapshotSent(peer, link);
    }

    /** Equal trees give equal bytes, so what was sent before need not be kept, only made again. */
    private void sendChunk(byte[] chunk) throws Cancelled {
        if (index++ >= first) {
            send(PeerCodec.chunk(chunk));
        }
    }

    private void sendTail() throws Cancelled {
        List<Proposal> batch = new ArrayList<>();
        int bytes = 0;
        for (Proposal proposal : offer.tail()) {
            batch.add(proposal);
            bytes += proposal.txn().length;
            if (bytes >= SnapshotOffer.CHUNK_BYTES) {
                send(PeerCodec.snapshotTail(batch));
                batch.clear();
                bytes = 0;
            }
        }
        if (!batch.isEmpty()) {
            send(PeerCodec.snapshotTail(batch));
        }
    }

    private void send(byte[] frame) throws Cancelled {
        awaitCredit();
        transport.send(peer, link, List.of(frame));
        pace.after(frame.length);
    }

    private void awaitCredit() throws Cancelled {
        lock.lock();
        try {
            while (credit == 0 && !cancelled) {
                change.awaitUninterruptibly();
            }
            checkNotCancelled();
            credit--;
        } finally {
            lock.unlock();
        }
    }

    private void awaitTaken() throws Cancelled {
        lock.lock();
        try {
            while (!taken && !cancelled) {
                change.awaitUninterruptibly();
            }
            checkNotCancelled();
        } finally {
            lock.unlock();
        }
    }

    private void checkNotCancelled() throws Cancelled {
        if (cancelled) {
            throw new Cancelled();
        }
    }
}
