package io.latchkey.server.inspect;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.storage.JournalRecord;
import io.latchkey.zab.storage.RecordVisitor;
import io.latchkey.zab.tree.TxnRecord;
import io.latchkey.zab.tree.TxnText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a journal that holds a transaction.
 *
 * @param inHistory whether the history holds it now; otherwise it was cut off, truncated, or a snapshot took its place
 * @param txn null if it can't be decoded
 * @param config the configuration that comes with it, if one does
 */
public record TxnReport(
        RecordVisitor.Place place,
        long zxid,
        int bytes,
        boolean inHistory,
        @Nullable TxnRecord txn,
        @Nullable QuorumConfig config) {

    /** All records of that zxid in the journal, in their order; a truncated one may have been written again. */
    public static List<TxnReport> find(Path directory, @Nullable Path logDir, long zxid) throws IOException {
        List<RecordVisitor.Place> places = new ArrayList<>();
        List<Proposal> proposals = new ArrayList<>();
        DataSet data = DataSet.read(directory, logDir, (place, step) -> {
            if (step instanceof JournalRecord.Append append && append.proposal().zxid() == zxid) {
                places.add(place);
                proposals.add(append.proposal());
            }
        });
        boolean held = data.proposal(zxid) != null;
        List<TxnReport> reports = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            Proposal proposal = proposals.get(i);
            boolean last = i == places.size() - 1;
            reports.add(new TxnReport(
                    places.get(i), zxid, proposal.txn().length, held && last, decoded(proposal), proposal.config()));
        }
        return reports;
    }

    private static @Nullable TxnRecord decoded(Proposal proposal) {
        try {
            return TxnFormat.decode(proposal.txn());
        } catch (FormatException e) {
            return null;
        }
    }

    /** What it does, in a line. */
    static String summary(Proposal proposal) {
        TxnRecord txn = decoded(proposal);
        return txn == null
                ? "a transaction of " + proposal.txn().length + " bytes that can't be decoded"
                : TxnText.of(txn.txn()) + ", digest " + Long.toHexString(txn.digest());
    }
}
