package io.latchkey.server.view;

import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.runtime.Batch;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.Pending;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.runtime.Subscriber;
import io.latchkey.zab.runtime.ZabServer;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The committed tree as one event loop sees it. Everything on the loop is serial, so a reader needs no lock, and what
 * it sees changes only between its turns (or in {@link #catchUp}, when it asks for it).
 *
 * <p>Transactions are worked off in zxid order, and for each of them first the observers hear of it (watch events are
 * written), then {@link #tree} shows it, then its submitter is answered. So no reply and no read on this loop shows a
 * change before the event about it has been written.
 *
 * <p>All methods but {@link #onBatch} must be called on the loop.
 */
public final class LoopView implements Subscriber {
    private static final Logger log = LoggerFactory.getLogger(LoopView.class);

    /** Beyond this many transactions a loop is so late that it starts afresh instead of working them off. */
    static final int WAITING_MAX = 100_000;
    /** A loop that may be lazy is woken at the latest when this many transactions wait, to let old trees go. */
    private static final int LAZY_MAX = 512;

    private final Context loop;
    private final ZabServer engine;
    private final int waitingMax;

    /** From the engine thread to the loop; bounded by {@code waitingMax} transactions. */
    private final Queue<Batch> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waitingTxns = new AtomicInteger();
    /** The newest batch of those that found no room; from then on they go here until the loop has taken it. */
    private final AtomicReference<Batch> overrun = new AtomicReference<>();

    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean eager = true;

    private final List<LoopObserver> observers = new ArrayList<>();
    private final List<Consumer<Batch>> listeners = new ArrayList<>();
    private final Set<Promise<?>> promises = new LinkedHashSet<>();
    private final Promise<Void> started = Promise.promise();
    private DataTree tree = DataTree.empty();
    private ServerState state = new ServerState(0, Role.LOOKING, Phase.ELECTION, 0, -1);
    private boolean catchingUp;

    private LoopView(Context loop, ZabServer engine, int waitingMax) {
        this.loop = loop;
        this.engine = engine;
        this.waitingMax = waitingMax;
    }

    /** Starts to follow {@code engine} on {@code loop}; {@link #started} tells when the tree is there. Any thread. */
    public static LoopView attach(Context loop, ZabServer engine) {
        return attach(loop, engine, WAITING_MAX);
    }

    static LoopView attach(Context loop, ZabServer engine, int waitingMax) {
        LoopView view = new LoopView(loop, engine, waitingMax);
        engine.subscribe(view);
        return view;
    }

    /** Follows no longer; what has been submitted is not answered any more. */
    public void detach() {
        engine.unsubscribe(this);
        lose();
    }

    /** Completed on the loop when the first batch is in: {@link #tree} and {@link #state} are the server's own then. */
    public Future<Void> started() {
        return started.future();
    }

    /** The tree that clients of this loop may be shown now. */
    public DataTree tree() {
        return tree;
    }

    /** Not serving until {@link #started}. */
    public ServerState state() {
        return state;
    }

    /**
     * Submits for somebody who is not a connection of the client protocol.
     *
     * @return completed on the loop, when {@link #tree} shows the transaction; a refusal of the request itself is
     *     {@link io.latchkey.zab.tree.Result.Failed} in there. Fails with {@link NotServing}, {@link ReadOnly} or
     *     {@link Overloaded}.
     */
    public Future<Committed> submit(Submission submission) {
        if (!state.serving()) {
            return Future.failedFuture(new NotServing(false));
        }
        if (refuses(submission.request())) {
            return Future.failedFuture(new ReadOnly());
        }
        Promise<Committed> promise = Promise.promise();
        ReplyHandle handle = committed -> {
            if (promises.remove(promise)) {
                promise.complete(committed);
            }
        };
        promises.add(promise);
        if (!submit(submission, handle)) {
            promises.remove(promise);
            return Future.failedFuture(new Overloaded());
        }
        return promise.future();
    }

    /**
     * Whether the disk is too full for such a request: one that puts something into the tree. What ends a session,
     * deletes, or orders a read is taken as long as possible, so that locks can be given back.
     */
    public boolean refuses(Request request) {
        return engine.status().disk().low() && puts(request);
    }

    private static boolean puts(Request request) {
        if (request instanceof Request.Multi multi) {
            return multi.ops().stream().anyMatch(LoopView::puts);
        }
        return request instanceof Request.Create
                || request instanceof Request.Acquire
                || request instanceof Request.SetData
                || request instanceof Request.SetAcl;
    }

    /**
     * Asks for all that was committed anywhere until now.
     *
     * @return completed on the loop, with {@link #tree} when it has that. Fails with {@link NotServing} or
     *     {@link Overloaded}.
     */
    public Future<DataTree> sync() {
        if (!state.serving()) {
            return Future.failedFuture(new NotServing(false));
        }
        Promise<DataTree> promise = Promise.promise();
        SyncHandle handle = () -> {
            if (promises.remove(promise)) {
                promise.complete(tree);
            }
        };
        promises.add(promise);
        if (!sync(handle)) {
            promises.remove(promise);
            return Future.failedFuture(new Overloaded());
        }
        return promise.future();
    }

    /**
     * As the other one; {@code handle} is called then, or never if the server stops serving first: then observers hear
     * {@link LoopObserver#onLost}.
     *
     * @return false if nothing was taken
     */
    public boolean sync(SyncHandle handle) {
        return engine.sync(new Pending(this, handle));
    }

    /**
     * Submits; {@code handle} is called on commit, or never if the server stops serving first: then observers hear
     * {@link LoopObserver#onLost}.
     *
     * @return false if nothing was taken
     */
    public boolean submit(Submission submission, ReplyHandle handle) {
        return engine.submit(submission, new Pending(this, handle));
    }

    public void addObserver(LoopObserver observer) {
        observers.add(observer);
    }

    public void removeObserver(LoopObserver observer) {
        observers.remove(observer);
    }

    /**
     * Calls {@code listener} for each batch, in order, after its replies, when {@link #tree} is the batch's. A batch
     * whose state does not serve says that the sequence is broken: the next one may be any number of transactions on.
     */
    public void addListener(Consumer<Batch> listener) {
        listeners.add(listener);
    }

    public void removeListener(Consumer<Batch> listener) {
        listeners.remove(listener);
    }

    /**
     * A loop that isn't eager is not woken for transactions that none of its own clients wait for; it must call
     * {@link #catchUp} before it reads. Saves a wake-up for each batch on loops that have no watches.
     */
    public void setEager(boolean eager) {
        boolean before = this.eager;
        this.eager = eager;
        if (eager && !before && waitingTxns.get() > 0) {
            wake();
        }
    }

    @Override
    public void onBatch(Batch batch) {
        int txns = batch.committed().size();
        if (overrun.get() != null || waitingTxns.get() + txns > waitingMax) {
            overrun.set(batch);
            wake();
            return;
        }
        int now = waitingTxns.addAndGet(txns);
        waiting.add(batch);
        if (eager || txns == 0 || now > LAZY_MAX || concerns(batch)) {
            wake();
        }
    }

    /** Somebody here may wait for it: a submitter, one who asked for a sync, or a connection whose session went elsewhere. */
    private boolean concerns(Batch batch) {
        for (Pending pending : batch.synced()) {
            if (pending.owner() == this) {
                return true;
            }
        }
        for (Committed committed : batch.committed()) {
            Pending pending = committed.pending();
            if (pending != null && pending.owner() == this) {
                return true;
            }
            for (Change change : committed.changes()) {
                if (change instanceof Change.SessionAttached || change instanceof Change.SessionClosed) {
                    return true;
                }
            }
        }
        return false;
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            loop.runOnContext(ignored -> {
                woken.set(false);
                catchUp();
            });
        }
    }

    /** Works off the batches that wait. Does nothing when called from within: observers and handles see no jumps. */
    public void catchUp() {
        if (catchingUp || (waiting.isEmpty() && overrun.get() == null)) {
            return;
        }
        catchingUp = true;
        try {
            Batch batch;
            while ((batch = waiting.poll()) != null) {
                waitingTxns.addAndGet(-batch.committed().size());
                playOrSkip(batch);
            }
            Batch newest = overrun.getAndSet(null);
            if (newest != null) {
                skipTo(newest);
            }
        } finally {
            catchingUp = false;
        }
        for (LoopObserver observer : List.copyOf(observers)) {
            observer.onCaughtUp(state);
        }
    }

    /** A bug that shows while a batch is played costs this loop's clients their connections, not their truth. */
    private void playOrSkip(Batch batch) {
        try {
            play(batch);
        } catch (RuntimeException e) {
            log.error("a transaction could not be told to the clients of this loop: they must reconnect", e);
            skipTo(batch);
        }
    }

    private void play(Batch batch) {
        for (Committed committed : batch.committed()) {
            for (int i = 0; i < observers.size(); i++) {
                observers.get(i).beforeReply(committed);
            }
            tree = committed.tree();
            Pending pending = committed.pending();
            if (pending != null && pending.owner() == this) {
                ((ReplyHandle) pending.handle()).onCommitted(committed);
            }
        }
        tree = batch.tree();
        for (Pending pending : batch.synced()) {
            if (pending.owner() == this) {
                ((SyncHandle) pending.handle()).onSynced();
            }
        }
        arrive(batch);
    }

    /** Transactions in between are unknown here: clients start afresh, as after a loss of the leader. */
    private void skipTo(Batch newest) {
        ServerState was = state;
        arrive(new Batch(
                tree, List.of(), new ServerState(was.serverId(), was.role(), Phase.ELECTION, was.epoch(), -1)));
        arrive(new Batch(newest.tree(), List.of(), newest.state()));
    }

    private void arrive(Batch batch) {
        boolean lost = state.serving() && !batch.state().serving();
        tree = batch.tree();
        state = batch.state();
        if (lost) {
            lose();
        }
        for (Consumer<Batch> listener : List.copyOf(listeners)) {
            listener.accept(batch);
        }
        started.tryComplete();
    }

    private void lose() {
        for (LoopObserver observer : List.copyOf(observers)) {
            observer.onLost();
        }
        List<Promise<?>> waitingForAnswer = List.copyOf(promises);
        promises.clear();
        for (Promise<?> promise : waitingForAnswer) {
            promise.fail(new NotServing(true));
        }
    }
}
