package io.latchkey.zab.tree;

import java.util.List;

/** The leader's judge: turns intents into transactions against the tree ahead (committed plus proposed). */
public final class Preparer {
    private final List<WriteRule> rules;

    /** A transaction to propose, and what it will have done once it commits; {@code applied.tree()} is ahead next. */
    public record Prepared(TxnRecord txn, Applied applied) {}

    /** @param rules asked in order for each successful op */
    public Preparer(List<WriteRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Never refuses: a request that can't be done becomes a {@link Txn.Failed}.
     *
     * @param zxid the one that the proposal will get, above that of {@code ahead}
     * @param timeMs the leader's clock
     * @throws Inconsistency if {@code zxid} is not above, or if a rule adds what does not fit the tree: both are bugs
     */
    public Prepared prepare(
            DataTree ahead, long zxid, int originServer, long originNumber, long timeMs, Submission submission) {
        TreeEdit edit = TreeEdit.next(ahead, zxid, timeMs);
        WriteRule.Context context =
                new WriteRule.Context(zxid, timeMs, submission.sessionId(), submission.caller(), submission.note());
        Decision decision = new Preparation(ahead, edit, rules, submission, context).decide();
        if (decision.txn() instanceof Txn.Failed) {
            // of a multi, a part may have been applied already: start again from the tree ahead
            edit = TreeEdit.next(ahead, zxid, timeMs);
            decision = new Decision(decision.txn(), edit.apply(decision.txn()));
        }
        DataTree tree = edit.tree();
        TxnRecord record = new TxnRecord(
                originServer, originNumber, submission.sessionId(), timeMs, tree.digest(), decision.txn());
        return new Prepared(record, new Applied(tree, decision.result(), edit.changes()));
    }

    /** What is to be done, and what comes of it; of a {@link Txn.Failed} the result is not made yet. */
    record Decision(Txn txn, Result result) {
        static Decision failed(ErrorCode why) {
            return new Decision(new Txn.Failed(why, List.of()), new Result.Failed(why));
        }
    }
}
