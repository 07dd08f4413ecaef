package io.latchkey.zab.runtime;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zab;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.storage.Corruption;
import io.latchkey.zab.storage.Storage;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Preparer;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.WriteRule;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine of one server: threads around a core, a journal, and links to peers. */
public final class ReplicatedServer implements ZabServer {
    private static final Logger log = LoggerFactory.getLogger(ReplicatedServer.class);

    /** What is longer, be it a request or a transaction, might not fit into a frame. */
    private static final int FORWARDED_BYTES_MAX = PeerTransport.FRAME_BYTES_MAX - PeerCodec.OVERHEAD_BYTES;

    private final EngineConfig config;
    private final EnginePorts ports;
    private final List<WriteRule> rules;
    private final Consumer<Throwable> onFatal;
    private final Inbox inbox;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private final CountDownLatch released = new CountDownLatch(1);
    private boolean started;
    private boolean closed;
    private volatile @Nullable LogWriter logWriter;
    private volatile @Nullable SnapshotWriter snapshotWriter;
    private volatile @Nullable Thread thread;
    private volatile @Nullable EngineLoop loop;

    /**
     * @param peers {@link PeerTransport#none} for an ensemble of one
     * @param rules asked on the leader, in order, for each op that succeeds
     * @param onFatal called once, on the engine's thread, if the server had to stop: disk failure, broken invariant.
     *     It serves no more then; close it and end the process.
     */
    public static ReplicatedServer create(
            EngineConfig config,
            Storage storage,
            PeerTransport peers,
            List<WriteRule> rules,
            Consumer<Throwable> onFatal) {
        return create(config, EnginePorts.of(config, storage, peers), rules, onFatal);
    }

    /** As the other one, with a clock of the caller's. */
    public static ReplicatedServer create(
            EngineConfig config, EnginePorts ports, List<WriteRule> rules, Consumer<Throwable> onFatal) {
        return new ReplicatedServer(config, ports, rules, onFatal);
    }

    private ReplicatedServer(
            EngineConfig config, EnginePorts ports, List<WriteRule> rules, Consumer<Throwable> onFatal) {
        this.config = config;
        this.ports = ports;
        this.rules = List.copyOf(rules);
        this.onFatal = onFatal;
        inbox = new Inbox(config.pendingMax(), config.pendingBytesMax(), ports.peers()::reset);
    }

    /**
     * @throws UncheckedIOException if the disk can't be read, or what is there is damaged: the message says what
     * @throws IllegalStateException if it was started or closed before
     */
    @Override
    public void start() {
        lifecycle.lock();
        try {
            if (started || closed) {
                throw new IllegalStateException("a server is started once, before it is closed");
            }
            started = true;
            recover();
        } catch (IOException e) {
            throw new UncheckedIOException("server " + config.zab().self() + " can't recover: " + e.getMessage(), e);
        } finally {
            lifecycle.unlock();
        }
    }

    private void recover() throws IOException {
        DurableState disk = ports.storage().recover();
        DataTree tree;
        try {
            tree = readTree(disk);
        } catch (Corruption e) {
            if (config.zab().quorum().ids().size() == 1) {
                throw e; // there is no other copy
            }
            ports.storage().setAside(e.what());
            disk = ports.storage().recover();
            tree = readTree(disk);
        }
        long freshLabel = (new SecureRandom().nextLong() >>> 2) + 1;
        begin(disk.labelled(freshLabel).withConfig(QuorumNode.of(tree)), tree);
    }

    private DataTree readTree(DurableState disk) throws IOException {
        long zxid = disk.snapshotZxid();
        if (zxid == Zxid.NONE) {
            return DataTree.empty();
        }
        try {
            DataTree tree = ports.storage().snapshots().read(zxid, TreeIntake::read);
            if (tree.zxid() != zxid) {
                throw new Corruption(
                        "the snapshot " + Zxid.toString(zxid) + " holds the tree at " + Zxid.toString(tree.zxid()));
            }
            checkAgainstLog(tree, disk.log());
            return tree;
        } catch (FormatException | EOFException e) {
            throw new Corruption("the snapshot " + Zxid.toString(zxid) + " can't be read: " + e.getMessage(), e);
        }
    }

    /** The journal mostly still has the transaction that led to the snapshot, and that names the digest. */
    private static void checkAgainstLog(DataTree tree, List<Proposal> log) throws Corruption {
        for (int i = log.size() - 1; i >= 0 && log.get(i).zxid() >= tree.zxid(); i--) {
            if (log.get(i).zxid() == tree.zxid()) {
                long expected = TxnFormat.decode(log.get(i).txn()).digest();
                if (expected != tree.digest()) {
                    throw new Corruption("the snapshot " + Zxid.toString(tree.zxid()) + " has the digest "
                            + Long.toHexString(tree.digest()) + ", but the journal says that it is "
                            + Long.toHexString(expected));
                }
            }
        }
    }

    private void begin(DurableState disk, DataTree tree) throws IOException {
        int self = config.zab().self();
        Storage storage = ports.storage();
        LogWriter writer = new LogWriter("latchkey-log-" + self, storage, inbox);
        SnapshotWriter snapshots = new SnapshotWriter(
                "latchkey-snapshot-" + self,
                storage.snapshots(),
                inbox,
                new Pace(config.snapshotRates().writeBytesPerSecond(), System::nanoTime));
        logWriter = writer;
        snapshotWriter = snapshots;
        Zab zab = new Zab(config.zab(), disk);
        int txnBytesMax = Math.min(FORWARDED_BYTES_MAX, storage.journal().txnBytesMax());
        Primary primary = new Primary(config, zab, new Preparer(rules), ports.wallClockMs(), txnBytesMax);
        if (!disk.log().isEmpty()) {
            byte[] last = disk.log().get(disk.log().size() - 1).txn();
            primary.onTimeSeen(TxnFormat.decode(last).timeMs());
        }
        EngineLoop engine = new EngineLoop(
                new EngineParts(
                        config,
                        zab,
                        inbox,
                        writer,
                        ports.peers(),
                        new Pendings(inbox, new SecureRandom().nextLong() >>> 2),
                        primary,
                        new Snapshots(config, zab, writer, snapshots, storage.snapshots()),
                        ports.past(),
                        new Downloads(storage.snapshots(), ports.peers()),
                        System::nanoTime),
                tree);
        loop = engine;
        Thread engineThread = new Thread(() -> run(engine), "latchkey-engine-" + self);
        thread = engineThread;
        writer.start();
        snapshots.start();
        engineThread.start();
        ports.peers().start(inbox);
        ports.ticker().start(inbox::tick);
    }

    private void run(EngineLoop engine) {
        Throwable problem = engine.run();
        if (problem != null) {
            log.error("server {} stops: it can't go on safely", config.zab().self(), problem);
            ports.ticker().close();
            ports.peers().close(); // so that the others need not wait for the silence to be long enough
            onFatal.accept(problem);
        }
    }

    @Override
    public void subscribe(Subscriber subscriber) {
        if (!inbox.subscribe(subscriber)) {
            EngineLoop engine = loop;
            DataTree tree =
                    engine == null ? DataTree.empty() : engine.publisher().tree();
            subscriber.onBatch(new Batch(tree, List.of(), status().state()));
        }
    }

    @Override
    public void unsubscribe(Subscriber subscriber) {
        inbox.unsubscribe(subscriber);
        EngineLoop engine = loop;
        if (engine != null) {
            engine.publisher().remove(subscriber);
        }
    }

    @Override
    public boolean submit(Submission submission, Pending pending) {
        long bytes = Weight.of(submission);
        if (bytes > FORWARDED_BYTES_MAX) {
            return inbox.offer(tooLarge(submission), pending, 0);
        }
        return inbox.offer(submission, pending, (int) bytes);
    }

    @Override
    public boolean sync(Pending pending) {
        return inbox.offerSync(pending);
    }

    /** Takes the place of the submission in its session's order. */
    private static Submission tooLarge(Submission s) {
        Caller nobody = new Caller(List.of(), false);
        return new Submission(
                s.sessionId(), s.attachment(), nobody, null, new Request.Refused(ErrorCode.BAD_ARGUMENTS));
    }

    @Override
    public void touch(long[] sessionIds) {
        inbox.touch(sessionIds);
    }

    @Override
    public EngineStatus status() {
        EngineLoop engine = loop;
        if (engine != null) {
            return engine.status();
        }
        ServerState state = ServerState.apart(config.zab().self(), 0);
        return new EngineStatus(
                state, Zxid.NONE, Zxid.NONE, 0, 0, Zxid.NONE, List.of(), DiskStatus.UNKNOWN, ports.past());
    }

    /**
     * What was submitted and not yet committed may or may not survive. Errors of closing the disk are logged. Returns
     * when everything has ended; called by {@code onFatal}, when everything but the calling thread has.
     */
    @Override
    public void close() {
        boolean first;
        lifecycle.lock();
        try {
            first = !closed;
            closed = true;
        } finally {
            lifecycle.unlock();
        }
        if (first) {
            release();
            released.countDown();
        } else if (thread != Thread.currentThread()) { // otherwise the first waits for this thread
            Threads.await(released);
        }
        Threads.join(thread);
    }

    private void release() {
        inbox.close();
        ports.ticker().close();
        ports.peers().close();
        Threads.join(thread);
        LogWriter writer = logWriter;
        if (writer != null) {
            writer.close();
        }
        SnapshotWriter snapshots = snapshotWriter;
        if (snapshots != null) {
            snapshots.close();
        }
        try {
            ports.storage().close();
        } catch (IOException e) {
            log.error("the disk of server {} could not be closed", config.zab().self(), e);
        }
    }
}
