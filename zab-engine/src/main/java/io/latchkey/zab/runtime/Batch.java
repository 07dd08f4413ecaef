package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.DataTree;
import java.util.List;

/**
 * What the engine publishes after each batch of work; the same object for all subscribers.
 *
 * @param tree the committed tree after {@code committed}; at the time of subscription, the tree as it is
 * @param committed in zxid order
 * @param synced those who asked for a sync and have it: {@code tree} has all that was committed when they asked
 * @param state whether and how this server serves; when it does not, nothing that is pending will be answered
 */
public record Batch(DataTree tree, List<Committed> committed, List<Pending> synced, ServerState state) {
    /** Nobody has synced. */
    public Batch(DataTree tree, List<Committed> committed, ServerState state) {
        this(tree, committed, List.of(), state);
    }
}
