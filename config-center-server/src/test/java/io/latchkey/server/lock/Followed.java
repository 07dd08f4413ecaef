package io.latchkey.server.lock;

import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Leader;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Stat;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.TxnRecord;

/** A tree with locks, and what follows it from transaction to transaction. Every transaction takes a millisecond. */
final class Followed {
    private final Leader leader = new Leader();
    private final LockTracker tracker = new LockTracker();

    Followed(long... sessions) {
        for (long session : sessions) {
            leader.open(session);
        }
        leader.in(0);
        for (String lock : new String[] {"a", "b", "c"}) {
            leader.create("/locks/" + lock);
        }
        tracker.reset(leader.tree());
    }

    DataTree tree() {
        return leader.tree();
    }

    LockTracker tracker() {
        return tracker;
    }

    LockFigures figures() {
        return tracker.figures();
    }

    /** What a tracker says that has only now seen the tree. */
    LockFigures afresh() {
        LockTracker fresh = new LockTracker();
        fresh.reset(leader.tree());
        return fresh.figures();
    }

    Result submit(long session, Request request) {
        DataTree before = leader.tree();
        Result result = leader.in(session).submit(request);
        follow(before, session, result);
        return result;
    }

    private void follow(DataTree before, long session, Result result) {
        TxnRecord txn =
                new TxnRecord(1, 0, session, leader.timeMs(), leader.tree().digest(), leader.txn());
        tracker.apply(before, new Committed(leader.tree().zxid(), txn, leader.tree(), result, leader.changes(), null));
    }

    /** Queues up and gives the entry's path. */
    String join(long session, String lock) {
        return join(session, lock, "lock-");
    }

    String read(long session, String lock) {
        return join(session, lock, "__READ__");
    }

    private String join(long session, String lock, String kind) {
        String prefix = "/locks/" + lock + "/_c_" + session + "-" + kind;
        submit(session, new Request.Create(prefix, null, Acl.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL));
        return leader.changes().stream()
                .filter(Change.Created.class::isInstance)
                .map(Change.Created.class::cast)
                .findFirst()
                .orElseThrow()
                .path();
    }

    Long grantedMs(String entry) {
        Stat stat = leader.stat(entry);
        return tracker.grantedMs(entry, stat.czxid(), stat.ctime());
    }

    void delete(long session, String entry) {
        submit(session, new Request.Delete(entry, -1));
    }

    void expire(long session) {
        DataTree before = leader.tree();
        Result result = leader.submit(Submission.ofServer(new Request.ExpireSession(session)));
        follow(before, 0, result);
    }

    /** Lets time pass. */
    void idle(int ms) {
        for (int i = 0; i < ms; i++) {
            submit(0, new Request.Sync());
        }
    }
}
