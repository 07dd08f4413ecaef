package io.latchkey.zab.storage;

import io.latchkey.zab.core.Proposal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a journal amounts to, as far as it can be read.
 *
 * @param floor the history starts after it
 * @param log the accepted proposals above {@code floor}, in zxid order, up to the first problem
 * @param problem the first one, null if there is none
 */
public record JournalReport(
        List<SegmentReport> segments,
        JournalRecord.Epochs epochs,
        long floor,
        List<Proposal> log,
        @Nullable String problem) {
    /** The last zxid of the history. */
    public long last() {
        return log.isEmpty() ? floor : log.get(log.size() - 1).zxid();
    }
}
