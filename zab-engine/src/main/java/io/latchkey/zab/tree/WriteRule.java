package io.latchkey.zab.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds transactions to a client's, to be committed with it or not at all. Runs on the leader only, on the engine
 * thread, against the tree ahead; must be a pure function of its arguments.
 */
public interface WriteRule {
    /**
     * @param before the tree just before {@code op}
     * @param op one Create, Delete, SetData or SetAcl; the ops of a multi come one by one, each with its own tree
     * @return what to apply right after {@code op}; empty if the rule has nothing to say
     */
    List<Txn> also(DataTree before, Txn op, Context context);

    /** The circumstances of an op. */
    record Context(
            long zxid,
            long timeMs,
            long sessionId,
            Caller caller,
            @Nullable Note note) {}
}
