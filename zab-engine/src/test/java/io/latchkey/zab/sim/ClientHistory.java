package io.latchkey.zab.sim;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.TxnRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks what clients were told against what was committed: every answer is the reference model's, takes effect between
 * question and answer, and each session's requests keep their order.
 */
final class ClientHistory {
    /** A request on its way through the ensemble. */
    private record Asked(Submission submission, long seq) {}

    private final Simulation sim;
    private final Verdict verdict;
    private final ReferenceModel model = new ReferenceModel();
    private final Map<Long, Asked> asked = new HashMap<>(); // by number of origin
    private final ByZxid<String> answers = new ByZxid<>(); // as the model has them
    private final Map<Long, Long> lastSeq = new HashMap<>(); // of each session, committed last
    private long nextNumber = 1;
    private long completed; // the highest zxid of which any client had an answer

    ClientHistory(Simulation sim) {
        this.sim = sim;
        verdict = new Verdict(sim.clock());
    }

    ClientWatches newWatches() {
        return new ClientWatches(verdict, model);
    }

    long completed() {
        return completed;
    }

    /** A number by which the origin will know its request again. */
    long onSubmitted(Submission submission, long seq) {
        asked.put(nextNumber, new Asked(submission, seq));
        return nextNumber++;
    }

    /** For what is no request to the order, and no other has. */
    long newNumber() {
        return nextNumber++;
    }

    /** Called once for each transaction, in order, when the first node delivers it. */
    void onCommitted(Proposal p) {
        TxnRecord txn = TxnFormat.decode(p.txn());
        Submission submission;
        if (txn.originNumber() == 0) {
            submission = p.config() == null ? housekeeping(txn.txn()) : Submission.ofServer(new Request.Sync());
        } else {
            Asked request = asked.remove(txn.originNumber());
            verdict.that(
                    request != null,
                    "Integrity",
                    () -> "request " + txn.originNumber() + " committed twice or never asked");
            submission = request.submission();
            if (submission.sessionId() != 0 && !isOutOfSession(txn.txn())) {
                Long last = lastSeq.put(submission.sessionId(), request.seq());
                verdict.that(
                        last == null || last < request.seq(),
                        "SessionOrder",
                        () -> "request " + request.seq() + " of a session after " + last);
            }
        }
        sawOutOfSession(txn.txn());
        checkClose(txn.txn());
        answers.put(p.zxid(), model.apply(p.zxid(), submission));
    }

    /** A late request of a connection that its session has left, or that outlived its session: refused, so harmless. */
    private static boolean isOutOfSession(Txn txn) {
        return txn instanceof Txn.Failed f
                && (f.why() == ErrorCode.SESSION_MOVED || f.why() == ErrorCode.SESSION_EXPIRED);
    }

    private void sawOutOfSession(Txn txn) {
        if (txn instanceof Txn.Failed f) {
            sim.rareStates().sawIf(f.why() == ErrorCode.SESSION_MOVED, RareState.REQUEST_OF_MOVED_SESSION);
            sim.rareStates().sawIf(f.why() == ErrorCode.SESSION_EXPIRED, RareState.REQUEST_BEHIND_CLOSE);
        }
    }

    /** The leader's own. */
    private Submission housekeeping(Txn txn) {
        if (txn instanceof Txn.CloseSession close) {
            sim.stats().expiries++;
            return Submission.ofServer(new Request.ExpireSession(close.id()));
        }
        if (txn instanceof Txn.Failed) {
            return Submission.ofServer(new Request.Sync()); // it had ended by itself
        }
        throw new SimFailure("Integrity", "nobody asked for " + txn);
    }

    private void checkClose(Txn txn) {
        if (txn instanceof Txn.CloseSession close) {
            verdict.that(model.hasSession(close.id()), "SessionOrder", "a session closed twice");
            verdict.that(
                    close.ephemerals().equals(model.ephemerals(close.id())),
                    "SessionOrder",
                    () -> "a session closed with other ephemerals than it has: " + close.ephemerals());
        }
    }

    /** A client has its answer. */
    void onAnswer(Op op, long lastSeen) {
        verdict.that(op.zxid >= lastSeen, "SessionOrder", () -> "a session saw " + text(lastSeen) + " and then " + op);
        if (op.isRead()) {
            sim.stats().reads++;
            String expected = model.read(op.path, op.zxid);
            verdict.that(op.result.equals(expected), "Linearizability", () -> op + ", but the model has " + expected);
            verdict.that(
                    !op.mustBeFresh || op.zxid >= op.completedBefore,
                    "Linearizability",
                    () -> op + " after a sync misses " + text(op.completedBefore));
            return;
        }
        if (op.unordered) {
            verdict.that(
                    op.zxid >= op.completedBefore, "Linearizability", () -> op + " misses " + text(op.completedBefore));
            return;
        }
        sim.stats().requests++;
        String expected = answers.get(op.zxid);
        verdict.that(expected != null, "AckedIsDurable", () -> "answered before it was committed: " + op);
        verdict.that(op.result.equals(expected), "Linearizability", () -> op + ", but the model has " + expected);
        verdict.that(
                op.zxid > op.completedBefore,
                "Linearizability",
                () -> op + " took effect before it was asked, at " + text(op.zxid));
        completed = Math.max(completed, op.zxid);
    }

    /** At the end the tree is what the model is, node for node. */
    void onEnd(DataTree tree) {
        Map<String, String> contents = new TreeMap<>();
        model.contents().keySet().forEach(path -> contents.put(path, Results.of(tree.node(path))));
        verdict.that(
                contents.equals(model.contents()),
                "TreesEqual",
                () -> contents + ", but the model has " + model.contents());
        boolean changed = QuorumNode.of(tree) != null;
        int system = DataTree.empty().nodeCount() + (changed ? 1 : 0);
        verdict.that(
                tree.nodeCount() == contents.size() + system, "TreesEqual", "nodes that the model knows nothing of");
    }

    private static String text(long zxid) {
        return Zxid.toString(zxid);
    }
}
