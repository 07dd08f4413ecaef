package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.TxnRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One committed transaction.
 *
 * @param tree the tree just after it
 * @param pending what the submitter gave along, on the server and for the subscriber that submitted it; else null
 */
public record Committed(
        long zxid,
        TxnRecord txn,
        DataTree tree,
        Result result,
        List<Change> changes,
        @Nullable Pending pending) {}
