package io.latchkey.server.http;

import io.latchkey.server.config.HistoryLimits;
import io.latchkey.server.config.RevisionRule;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.runtime.Batch;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.DiskStatus;
import io.latchkey.zab.runtime.EngineStatus;
import io.latchkey.zab.runtime.Past;
import io.latchkey.zab.runtime.Pending;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.runtime.Subscriber;
import io.latchkey.zab.runtime.ZabServer;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Preparer;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** An engine without an ensemble, which loses and finds its leader when it is told to: a port played by hand. */
final class ScriptedEngine implements ZabServer {
    /** What becomes of a submission. */
    enum Course {
        COMMITTED,
        TAKEN_AND_NEVER_ANSWERED,
        REFUSED
    }

    private final Preparer preparer = new Preparer(List.of(new RevisionRule(HistoryLimits.DEFAULT)));
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private DataTree tree = DataTree.empty();
    private long zxid = 1L << 32;
    private ServerState state = new ServerState(1, Role.LOOKING, Phase.ELECTION, 0, -1);
    private final Semaphore taken = new Semaphore(0);
    private volatile Course course = Course.COMMITTED;
    private volatile DiskStatus disk = DiskStatus.UNKNOWN;

    /** From now on; {@link #awaitSubmission} waits for the next submission. */
    void setCourse(Course next) {
        course = next;
        taken.drainPermits();
    }

    void setDisk(DiskStatus next) {
        disk = next;
    }

    void awaitSubmission() {
        taken.acquireUninterruptibly();
    }

    /** Becomes a leader of a new epoch. */
    synchronized void serve() {
        zxid = ((zxid >> 32) + 1) << 32;
        state = new ServerState(1, Role.LEADING, Phase.BROADCAST, zxid >> 32, 1);
        publish(List.of());
    }

    synchronized void lose() {
        state = new ServerState(1, Role.LOOKING, Phase.ELECTION, zxid >> 32, -1);
        publish(List.of());
    }

    /** Commits without telling anybody: others do, while this server is away. */
    synchronized void commitElsewhere(Request request) {
        prepare(Submission.ofServer(request), null);
    }

    private Committed prepare(Submission submission, @Nullable Pending pending) {
        Preparer.Prepared prepared = preparer.prepare(tree, ++zxid, 1, 0, 1_000, submission);
        tree = prepared.applied().tree();
        return new Committed(
                zxid,
                prepared.txn(),
                tree,
                prepared.applied().result(),
                prepared.applied().changes(),
                pending);
    }

    private void publish(List<Committed> committed) {
        Batch batch = new Batch(tree, committed, state);
        subscribers.forEach(subscriber -> subscriber.onBatch(batch));
    }

    @Override
    public synchronized boolean submit(Submission submission, Pending pending) {
        if (course == Course.REFUSED || !state.serving()) {
            return false;
        }
        taken.release();
        if (course == Course.COMMITTED) {
            publish(List.of(prepare(submission, pending)));
        }
        return true;
    }

    @Override
    public synchronized boolean sync(Pending pending) {
        if (course == Course.REFUSED || !state.serving()) {
            return false;
        }
        taken.release();
        if (course == Course.COMMITTED) {
            Batch batch = new Batch(tree, List.of(), List.of(pending), state);
            subscribers.forEach(subscriber -> subscriber.onBatch(batch));
        }
        return true;
    }

    @Override
    public synchronized void subscribe(Subscriber subscriber) {
        subscribers.add(subscriber);
        subscriber.onBatch(new Batch(tree, List.of(), state));
    }

    @Override
    public void unsubscribe(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    @Override
    public synchronized EngineStatus status() {
        return new EngineStatus(state, zxid, zxid, 0, 0, 0, List.of(), disk, Past.NONE);
    }

    @Override
    public void start() {
        // it has nothing to recover
    }

    @Override
    public void touch(long[] sessionIds) {
        // its sessions never end
    }

    @Override
    public void close() {
        // it has no threads
    }
}
