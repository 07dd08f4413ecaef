package io.latchkey.server.view;

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
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine that publishes when the test says so: what was submitted commits with the next {@link #publish}. */
final class ScriptedEngine implements ZabServer {
    private final Preparer preparer = new Preparer(List.of());
    private final List<Pending> synced = new ArrayList<>();
    private final List<Committed> next = new ArrayList<>();
    private @Nullable Subscriber subscriber;
    private DataTree tree = DataTree.empty();
    private ServerState state = serving(1);
    private int room = Integer.MAX_VALUE;

    static ServerState serving(long epoch) {
        return new ServerState(1, Role.LEADING, Phase.BROADCAST, epoch, 1);
    }

    static ServerState looking() {
        return new ServerState(1, Role.LOOKING, Phase.ELECTION, 1, -1);
    }

    static ServerState betweenLeaders() {
        return new ServerState(1, Role.LOOKING, Phase.ELECTION, 1, -1, true);
    }

    @Override
    public void start() {}

    @Override
    public void subscribe(Subscriber s) {
        subscriber = s;
        publish();
    }

    @Override
    public void unsubscribe(Subscriber s) {
        subscriber = null;
    }

    /** From now on takes so many submissions and no more. */
    void setRoom(int submissions) {
        room = submissions;
    }

    @Override
    public boolean submit(Submission submission, @Nullable Pending pending) {
        if (room == 0) {
            return false;
        }
        room--;
        Preparer.Prepared prepared = preparer.prepare(tree, tree.zxid() + 1, 1, 1, 1, submission);
        tree = prepared.applied().tree();
        next.add(new Committed(
                tree.zxid(),
                prepared.txn(),
                tree,
                prepared.applied().result(),
                prepared.applied().changes(),
                pending));
        return true;
    }

    @Override
    public boolean sync(Pending pending) {
        if (room == 0) {
            return false;
        }
        room--;
        synced.add(pending);
        return true;
    }

    /** Somebody else's. */
    void commit(Submission submission) {
        submit(submission, null);
    }

    void publish() {
        if (subscriber != null) {
            subscriber.onBatch(new Batch(tree, List.copyOf(next), List.copyOf(synced), state));
        }
        next.clear();
        synced.clear();
    }

    void become(ServerState s) {
        state = s;
        publish();
    }

    DataTree tree() {
        return tree;
    }

    @Override
    public void touch(long[] sessionIds) {}

    @Override
    public EngineStatus status() {
        return new EngineStatus(state, tree.zxid(), tree.zxid(), 0, 0, 0, List.of(), DiskStatus.UNKNOWN, Past.NONE);
    }

    @Override
    public void close() {}
}
