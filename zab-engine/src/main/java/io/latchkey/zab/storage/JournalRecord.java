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

        /**
         * Of a disk whose data was set aside. That the first epoch is promised tells everybody that the ensemble is not
         * a new one: several such disks must not take themselves for its first voters, and forget what they had.
         */
        static final Epochs SET_ASIDE = new Epochs(1, 0, DurableState.UNLABELLED);
    }
}
