package io.latchkey.server.view;

import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.ServerState;

/** Follows a {@link LoopView} transaction by transaction. All methods are called on the loop. */
public interface LoopObserver {
    /** Before the view's tree shows the transaction and before its submitter is answered: the place to fire watches. */
    void beforeReply(Committed committed);

    /**
     * The server stopped serving, or this loop has missed transactions: whatever it told clients of the tree can no
     * longer be continued. Submissions that are under way are never answered.
     */
    void onLost();

    /** All batches that were waiting are worked off: the place to flush, once for all of them. */
    void onCaughtUp(ServerState state);
}
