package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.TreeFormat;
import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.storage.SnapshotStore;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Inconsistency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One snapshot on its way here. A thread of its own writes the chunks to disk and builds the tree as they come, so that
 * neither the engine thread nor the heap ever holds the whole of its bytes. It outlives a link that breaks: the next
 * one brings what is missing.
 */
final class Download {
    private static final Logger log = LoggerFactory.getLogger(Download.class);

    /** One attempt to bring it here. {@code tail} grows to {@code tailCount}; guarded by the lock. */
    private static final class Attempt {
        final int peer;
        final long link;
        final PeerFrame.SnapshotStart start;
        final List<Proposal> tail = new ArrayList<>();

        Attempt(int peer, long link, PeerFrame.SnapshotStart start) {
            this.peer = peer;
            this.link = link;
            this.start = start;
        }

        boolean isWhole() {
            return tail.size() == start.tailCount();
        }
    }

    /** The tree that was meant, and where it is on disk. */
    private record Result(Attempt attempt, DataTree tree, SnapshotStore.Draft draft) {}

    private final SnapshotStore store;
    private final PeerTransport transport;
    private final long base;
    private final long baseDigest;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final ChunkPipe pipe = new ChunkPipe(this::onTaken);
    private long chunks; // engine thread
    private @Nullable Attempt attempt;
    private @Nullable Result result;
    private boolean cancelled;
    private boolean failed;
    private boolean kept;

    Download(SnapshotStore store, PeerTransport transport, PeerFrame.SnapshotStart first) {
        this.store = store;
        this.transport = transport;
        base = first.base();
        baseDigest = first.baseDigest();
        thread = new Thread(this::run, "latchkey-snapshot-in");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether that offer goes on with this one. Engine thread. */
    boolean isOf(PeerFrame.SnapshotStart start) {
        lock.lock();
        try {
            return !failed && !cancelled && start.base() == base && start.baseDigest() == baseDigest;
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on it comes by this link. Engine thread.
     *
     * @return how many chunks are here already
     */
    long attach(int peer, long link, PeerFrame.SnapshotStart start) {
        lock.lock();
        try {
            attempt = new Attempt(peer, link, start);
            change.signal();
            return chunks;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Engine thread.
     *
     * @throws FormatException if more chunks come than may be under way
     */
    void chunk(byte[] chunk) {
        if (chunk.length == 0 || chunk.length > SnapshotOffer.CHUNK_BYTES || !pipe.put(chunk)) {
            throw new FormatException("a chunk of " + chunk.length + " bytes after " + chunks);
        }
        chunks++;
    }

    /**
     * Transactions that follow the chunks. Engine thread.
     *
     * @throws FormatException if they are more than was announced
     */
    void tail(List<Proposal> proposals) {
        lock.lock();
        try {
            Attempt to = attempt;
            if (to == null || to.tail.size() + proposals.size() > to.start.tailCount()) {
                throw new FormatException("more transactions behind a snapshot than were announced");
            }
            to.tail.addAll(proposals);
            change.signal();
            credit(to);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The tree, when the leader says that everything has been sent: it does so after it was told that it is here.
     * Engine thread.
     *
     * @throws FormatException if it is not
     */
    ReceivedSnapshot received(long session) {
        lock.lock();
        try {
            Result here = result;
            if (here == null
                    || here.attempt() != attempt
                    || here.attempt().start.session() != session) {
                throw new FormatException("a snapshot ends before it was taken");
            }
            return new ReceivedSnapshot(here.tree(), here.draft(), this);
        } finally {
            lock.unlock();
        }
    }

    /** What is on disk is somebody else's now. */
    void keep() {
        end(true);
    }

    /** Nobody wants it any more; what is on disk of it goes. */
    void cancel() {
        end(false);
    }

    private void end(boolean keep) {
        lock.lock();
        try {
            if (!cancelled) {
                kept = keep;
                cancelled = true;
                change.signal();
            }
        } finally {
            lock.unlock();
        }
        pipe.cancel();
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    void join() {
        Threads.join(thread);
    }

    private void run() {
        SnapshotStore.Draft draft = store.draft(base);
        try {
            DataTree tree = readBase(draft);
            for (Attempt next = awaitWhole(null); ; next = awaitWhole(next)) {
                complete(next, tree, draft);
            }
        } catch (Cancelled e) {
            log.debug("the snapshot {} is {}", Zxid.toString(base), kept ? "here" : "wanted no more");
        } catch (IOException | RuntimeException | Inconsistency e) {
            fail(e);
        }
        tidy(draft);
    }

    private DataTree readBase(SnapshotStore.Draft draft) throws IOException {
        DataTree[] read = new DataTree[1];
        draft.write(out -> read[0] = TreeFormat.read(new TeeInputStream(pipe, out)));
        DataTree tree = read[0];
        if (tree.zxid() != base || tree.digest() != baseDigest || !pipe.isEmpty()) {
            throw new FormatException("the tree at " + Zxid.toString(base) + " was announced, and another one came");
        }
        return tree;
    }

    /** Waits until all of an attempt is here, other than that one. */
    private Attempt awaitWhole(@Nullable Attempt done) throws Cancelled {
        lock.lock();
        try {
            while (!cancelled && (attempt == null || attempt == done || !attempt.isWhole())) {
                change.awaitUninterruptibly();
            }
            if (cancelled || attempt == null) {
                throw new Cancelled();
            }
            return attempt;
        } finally {
            lock.unlock();
        }
    }

    private void complete(Attempt now, DataTree baseTree, SnapshotStore.Draft baseDraft) throws IOException {
        DataTree tree = baseTree;
        for (Proposal proposal : now.tail) {
            tree = tree.apply(proposal.zxid(), TxnFormat.decode(proposal.txn())).tree();
        }
        if (tree.zxid() != now.start.zxid()) {
            throw new FormatException("transactions up to " + Zxid.toString(now.start.zxid()) + " were announced, and "
                    + Zxid.toString(tree.zxid()) + " is the last");
        }
        SnapshotStore.Draft draft = baseDraft;
        if (!now.tail.isEmpty()) {
            DataTree last = tree;
            draft = store.draft(last.zxid());
            draft.write(out -> TreeFormat.write(last, out));
        }
        lock.lock();
        try {
            discardExtra(baseDraft);
            result = new Result(now, tree, draft);
        } finally {
            lock.unlock();
        }
        transport.send(now.peer, now.link, List.of(PeerCodec.numbers(PeerCodec.SNAPSHOT_TAKEN, now.start.session())));
    }

    /** Of an attempt whose link broke at its very end. */
    private void discardExtra(SnapshotStore.Draft baseDraft) throws IOException {
        if (result != null && result.draft() != baseDraft) {
            result.draft().discard();
        }
    }

    private void onTaken() {
        lock.lock();
        try {
            if (attempt != null) {
                credit(attempt);
            }
        } finally {
            lock.unlock();
        }
    }

    private void credit(Attempt to) {
        transport.send(to.peer, to.link, List.of(PeerCodec.numbers(PeerCodec.SNAPSHOT_CREDIT, 1)));
    }

    /** The link goes too, so that the leader tries again: from the start, since nothing here is to be relied on. */
    private void fail(Throwable problem) {
        log.error("the snapshot {} could not be received; it is tried again", Zxid.toString(base), problem);
        lock.lock();
        try {
            failed = true;
            if (attempt != null) {
                transport.reset(attempt.peer, attempt.link);
            }
        } finally {
            lock.unlock();
        }
    }

    private void tidy(SnapshotStore.Draft baseDraft) {
        try {
            Result here = result;
            boolean baseKept = kept && here != null && here.draft() == baseDraft;
            if (!baseKept) {
                baseDraft.discard();
            }
            if (!kept) {
                discardExtra(baseDraft);
            }
        } catch (IOException e) {
            log.warn("what is left of the snapshot {} could not be deleted", Zxid.toString(base), e);
        }
    }
}
