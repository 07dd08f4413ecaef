package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;

/** One durable step of a server's history; recovery folds them in order. */
public sealed interface JournalRecord {
    record Append(Proposal proposal) implements JournalRecord {}

    /** Every proposal above {@code keepTo} is void. */
    record Truncate(long keepTo) implements JournalRecord {}

    /** Every proposal before is void: the history starts after the snapshot at {@code zxid}. */
    record Install(long zxid) implements JournalRecord {}

    /** @param disk the disk's label, see {@link DurableState#disk} */
    record Epochs(long acceptedEpoch, long currentEpoch, long disk) implements JournalRecord {
        /** Before anything was written. */
        static final Epochs NONE = new Epochs(0, 0, DurableState.UNLABELLED);
    }
}
