package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Clients that create one node after the other through whatever server serves, and remember what was acknowledged. */
final class Load implements AutoCloseable {
    private final TestEnsemble ensemble;
    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Committed> acknowledged = new ArrayList<>();
    private volatile boolean stopped;

    Load(TestEnsemble ensemble, int clients) {
        this.ensemble = ensemble;
        for (int i = 0; i < clients; i++) {
            int client = i;
            Thread thread = new Thread(() -> run(client), "load-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(int client) {
        for (int i = 0; !stopped; i++) {
            Committed done = tryWrite(1 + (client + i / 50) % 3, Requests.create("/c" + client + "-" + i, "x"));
            if (done == null) {
                Thread.onSpinWait();
                continue;
            }
            lock.lock();
            try {
                acknowledged.add(done);
                more.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable Committed tryWrite(int id, Request request) {
        TestEnsemble.Member member = ensemble.memberIfUp(id);
        if (member == null) {
            return null;
        }
        CompletableFuture<Committed> answer =
                member.recorder().trySubmit(member.server(), Submission.ofServer(request));
        if (answer == null) {
            return null;
        }
        try {
            return Recorder.await(answer);
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(Recorder.Lost.class);
            return null;
        }
    }

    int acknowledged() {
        lock.lock();
        try {
            return acknowledged.size();
        } finally {
            lock.unlock();
        }
    }

    void awaitAcknowledged(int count) {
        lock.lock();
        try {
            long left = 60_000_000_000L;
            while (acknowledged.size() < count) {
                assertThat(left)
                        .as("patience, %s of %s are done", acknowledged.size(), count)
                        .isPositive();
                left = more.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    /** No more writes. */
    void pause() {
        stopped = true;
        threads.forEach(Threads::join);
    }

    /** No more writes; and everything acknowledged is in all trees, which are equal. */
    void finish() {
        pause();
        long last = acknowledged.stream().mapToLong(Committed::zxid).max().orElseThrow();
        // whatever was proposed before this is committed before it, on every server
        TestEnsemble.Member member = ensemble.awaitServing();
        Committed end = member.recorder().request(member.server(), new Request.Sync());
        assertThat(end.zxid()).isGreaterThan(last);
        ensemble.awaitEqualTrees(end.zxid());
        DataTree tree = member.recorder().tree();
        for (Committed one : acknowledged) {
            Result.Created created = (Result.Created) one.result();
            assertThat(tree.node(created.path())).as(created.path()).isNotNull();
            assertThat(tree.node(created.path()).stat().czxid()).isEqualTo(one.zxid());
        }
    }

    @Override
    public void close() {
        pause();
    }
}
