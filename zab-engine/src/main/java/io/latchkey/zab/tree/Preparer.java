package io.latchkey.zab.tree;

import java.util.List;

/** The leader's judge: turns intents into transactions against the tree ahead (committed plus proposed). */
public final class Preparer {
    /** A transaction to propose, and what it will have done once it commits; {@code applied.tree()} is ahead next. */
    public record Prepared(TxnRecord txn, Applied applied) {}

    /** @param rules asked in order for each successful op */
    public Preparer(List<WriteRule> rules) {
        throw new UnsupportedOperationException();
    }

    /**
     * Never fails: a request that can't be done becomes a {@link Txn.Failed}.
     *
     * @param zxid the one that the proposal will get
     * @param timeMs the leader's clock
     */
    public Prepared prepare(
            DataTree ahead, long zxid, int originServer, long originNumber, long timeMs, Submission submission) {
        throw new UnsupportedOperationException();
    }
}
