package io.latchkey.test;

import io.latchkey.zab.runtime.Batch;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.Pending;
import io.latchkey.zab.runtime.Subscriber;
import io.latchkey.zab.runtime.ZabServer;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.concurrent.CompletableFuture;

/** The sessions that the servers have, as the leader sees them. */
final class Sessions {
    private final Ensemble ensemble;

    Sessions(Ensemble ensemble) {
        this.ensemble = ensemble;
    }

    /**
     * Ends it as the leader does when it was silent for too long. Returns when that is committed.
     *
     * @return false if there is no such session
     */
    boolean expire(long id) {
        String what = "ending session 0x" + Long.toHexString(id);
        ZabServer engine = leader();
        if (tree(engine).session(id) == null) {
            return false;
        }
        Ear ear = new Ear();
        engine.subscribe(ear);
        try {
            Submission end = Submission.ofServer(new Request.ExpireSession(id));
            Patience.until(what, () -> engine.submit(end, new Pending(ear, end)));
            Patience.await(what, ear.answered);
        } finally {
            engine.unsubscribe(ear);
        }
        return true;
    }

    /** The tree as committed. */
    DataTree tree() {
        return tree(leader());
    }

    private ZabServer leader() {
        ZabServer engine = ensemble.awaitLeader().engine();
        return engine == null ? leader() : engine;
    }

    private static DataTree tree(ZabServer engine) {
        CompletableFuture<DataTree> tree = new CompletableFuture<>();
        Subscriber reader = batch -> tree.complete(batch.tree());
        engine.subscribe(reader);
        try {
            return Patience.await("reading the tree", tree);
        } finally {
            engine.unsubscribe(reader);
        }
    }

    /** Waits for the answer to its own submission. */
    private static final class Ear implements Subscriber {
        private final CompletableFuture<Boolean> answered = new CompletableFuture<>();

        @Override
        public void onBatch(Batch batch) {
            for (Committed one : batch.committed()) {
                Pending pending = one.pending();
                if (pending != null && pending.owner() == this) {
                    answered.complete(true);
                }
            }
        }
    }
}
