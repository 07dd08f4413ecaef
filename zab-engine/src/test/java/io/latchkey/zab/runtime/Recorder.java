package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A subscriber that remembers everything and can wait for what is to come. Any thread. */
public final class Recorder implements Subscriber {
    private static final long PATIENCE_SECONDS = 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final List<Batch> batches = new ArrayList<>();
    private final List<Committed> committed = new ArrayList<>();
    private final Set<CompletableFuture<DataTree>> syncs = ConcurrentHashMap.newKeySet();
    private final Set<CompletableFuture<Committed>> outstanding = ConcurrentHashMap.newKeySet();

    @Override
    public void onBatch(Batch batch) {
        lock.lock();
        try {
            batches.add(batch);
            committed.addAll(batch.committed());
            batch.committed().forEach(this::answer);
            batch.synced().forEach(pending -> synced(pending, batch.tree()));
            if (!batch.state().serving()) {
                syncs.forEach(answer -> answer.completeExceptionally(new Lost()));
                syncs.clear();
                outstanding.forEach(answer -> answer.completeExceptionally(new Lost()));
                outstanding.clear();
            }
            arrival.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void answer(Committed one) {
        Pending pending = one.pending();
        if (pending != null && pending.owner() == this) {
            CompletableFuture<Committed> answer = answer(pending);
            outstanding.remove(answer);
            answer.complete(one);
        }
    }

    @SuppressWarnings("unchecked")
    private void synced(Pending pending, DataTree tree) {
        if (pending.owner() == this) {
            CompletableFuture<DataTree> answer = (CompletableFuture<DataTree>) pending.handle();
            syncs.remove(answer);
            answer.complete(tree);
        }
    }

    /** The server stopped serving before it could answer. */
    public static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @SuppressWarnings("unchecked")
    private static CompletableFuture<Committed> answer(Pending pending) {
        return (CompletableFuture<Committed>) pending.handle();
    }

    /** Null if it was refused. */
    public @Nullable CompletableFuture<Committed> trySubmit(ZabServer server, Submission submission) {
        CompletableFuture<Committed> answer = new CompletableFuture<>();
        outstanding.add(answer);
        if (!server.submit(submission, new Pending(this, answer))) {
            outstanding.remove(answer);
            return null;
        }
        return answer;
    }

    public CompletableFuture<Committed> submit(ZabServer server, Submission submission) {
        CompletableFuture<Committed> answer = trySubmit(server, submission);
        if (answer == null) {
            throw new AssertionError("refused: " + submission);
        }
        return answer;
    }

    /** Completed with the tree that has all that was committed anywhere. */
    public CompletableFuture<DataTree> sync(ZabServer server) {
        CompletableFuture<DataTree> answer = new CompletableFuture<>();
        syncs.add(answer);
        if (!server.sync(new Pending(this, answer))) {
            throw new AssertionError("a sync was refused");
        }
        return answer;
    }

    /** What the server's own request did. */
    public Committed request(ZabServer server, Request request) {
        return await(submit(server, Submission.ofServer(request)));
    }

    public static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** With a leader. */
    public Batch awaitServing() {
        return awaitBatch(batch -> batch.state().inBroadcast());
    }

    /** The last batch, as soon as it is as wanted. */
    public Batch awaitBatch(Predicate<Batch> wanted) {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (batches.isEmpty() || !wanted.test(batches.get(batches.size() - 1))) {
                if (left <= 0) {
                    throw new AssertionError("waited in vain; the last batch is "
                            + (batches.isEmpty()
                                    ? "none"
                                    : batches.get(batches.size() - 1).state()));
                }
                left = arrival.awaitNanos(left);
            }
            return batches.get(batches.size() - 1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    public DataTree tree() {
        lock.lock();
        try {
            return batches.get(batches.size() - 1).tree();
        } finally {
            lock.unlock();
        }
    }

    public List<Batch> batches() {
        lock.lock();
        try {
            return List.copyOf(batches);
        } finally {
            lock.unlock();
        }
    }

    public List<Committed> committed() {
        lock.lock();
        try {
            return List.copyOf(committed);
        } finally {
            lock.unlock();
        }
    }
}
