package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the records of a journal amount to, taken one after the other. One thread at a time. */
final class HistoryFold {
    private final ArrayList<Proposal> log = new ArrayList<>();
    private long floor;
    private JournalRecord.Epochs epochs;
    private long txnBytes;

    /** @param base the history starts after it */
    HistoryFold(long base, JournalRecord.Epochs epochs) {
        this.floor = base;
        this.epochs = epochs;
    }

    JournalRecord.Epochs epochs() {
        return epochs;
    }

    long floor() {
        return floor;
    }

    long last() {
        return log.isEmpty() ? floor : log.get(log.size() - 1).zxid();
    }

    /** Bytes of the transactions held. */
    long txnBytes() {
        return txnBytes;
    }

    /** Why this record cannot follow what was folded so far, or null if it can. */
    @Nullable
    String objection(JournalRecord record) {
        if (record instanceof JournalRecord.Append append) {
            long zxid = append.proposal().zxid();
            return Zxid.follows(zxid, last())
                    ? null
                    : "proposal " + Zxid.toString(zxid) + " does not follow " + Zxid.toString(last());
        }
        if (record instanceof JournalRecord.Truncate truncate) {
            return truncate.keepTo() <= last()
                    ? null
                    : "truncation to " + Zxid.toString(truncate.keepTo()) + ", beyond " + Zxid.toString(last());
        }
        if (record instanceof JournalRecord.Epochs next) {
            return next.currentEpoch() <= next.acceptedEpoch() && next.acceptedEpoch() >= epochs.acceptedEpoch()
                    ? null
                    : "epochs " + next.acceptedEpoch() + "/" + next.currentEpoch() + " after " + epochs.acceptedEpoch()
                            + "/" + epochs.currentEpoch();
        }
        return null;
    }

    /** Takes a record to which there is no {@link #objection}. */
    void apply(JournalRecord record) {
        if (record instanceof JournalRecord.Append append) {
            log.add(append.proposal());
            txnBytes += append.proposal().txn().length;
        } else if (record instanceof JournalRecord.Truncate truncate) {
            truncateAfter(truncate.keepTo());
        } else if (record instanceof JournalRecord.Install install) {
            truncateAfter(Zxid.NONE);
            floor = install.zxid();
        } else if (record instanceof JournalRecord.Epochs next) {
            epochs = next;
        }
    }

    private void truncateAfter(long keepTo) {
        while (!log.isEmpty() && last() > keepTo) {
            txnBytes -= log.remove(log.size() - 1).txn().length;
        }
        // What is purged may have ended in proposals that were voided later: the history then starts below its base.
        floor = Math.min(floor, keepTo);
    }

    /** Forgets the proposals up to {@code zxid}. */
    void dropUpTo(long zxid) {
        int drop = 0;
        while (drop < log.size() && log.get(drop).zxid() <= zxid) {
            txnBytes -= log.get(drop).txn().length;
            floor = log.get(drop++).zxid();
        }
        log.subList(0, drop).clear();
    }

    /**
     * Whether a tree at {@code snapshotZxid} and this history belong together: the history passes through that zxid,
     * or ends before it. Ending before it is legal: a commit may arrive before the proposal is durable here, and so
     * may a snapshot.
     */
    boolean fits(long snapshotZxid) {
        return snapshotZxid == floor || snapshotZxid > last() || contains(snapshotZxid);
    }

    private boolean contains(long zxid) {
        int low = 0;
        int high = log.size() - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            long at = log.get(mid).zxid();
            if (at == zxid) {
                return true;
            }
            if (at < zxid) {
                low = mid + 1;
            } else {
                high = mid - 1;
            }
        }
        return false;
    }

    /** The newest of these zxids, rising, that fits; {@link Zxid#NONE} if none does and none is needed; else null. */
    @Nullable
    Long newestFitting(List<Long> snapshots) {
        for (int i = snapshots.size() - 1; i >= 0; i--) {
            if (snapshots.get(i) >= floor && fits(snapshots.get(i))) {
                return snapshots.get(i);
            }
        }
        return floor == Zxid.NONE ? Zxid.NONE : null;
    }

    /** The state of a server whose tree is the one at {@code snapshotZxid}, which fits. */
    DurableState stateWith(long snapshotZxid) {
        return new DurableState(
                epochs.acceptedEpoch(),
                epochs.currentEpoch(),
                epochs.disk(),
                snapshotZxid,
                null,
                floor,
                List.copyOf(log));
    }
}
