package io.latchkey.server.inspect;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.TxnFormat;
import io.latchkey.zab.storage.SegmentReport;
import io.latchkey.zab.storage.SnapshotReport;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Inconsistency;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the data of a server is sound: every checksum, every digest, and that snapshots and journal lead to the same
 * tree.
 *
 * @param problems what is wrong, nothing if all is well
 * @param replayed transactions of the journal that were applied to a tree, each with its digest
 * @param tree what they led to; null if there is no tree to begin with
 */
public record Verification(
        List<String> problems, int replayed, @Nullable DataTree tree) {
    /** @throws IOException if the system fails */
    public static Verification of(DataSet data) throws IOException {
        return new Verifier(data).verify();
    }

    private static final class Verifier {
        private final DataSet data;
        private final Set<String> problems = new LinkedHashSet<>();
        private int replayed;

        Verifier(DataSet data) {
            this.data = data;
        }

        Verification verify() throws IOException {
            checkJournal();
            List<DataTree> trees = trees();
            for (DataTree tree : trees) {
                checkAgainstJournal(tree);
            }
            DataTree last = replay(trees);
            return new Verification(new ArrayList<>(problems), replayed, last);
        }

        private void checkJournal() throws IOException {
            for (SegmentReport segment : data.journal().segments()) {
                note(segment.problem());
            }
            note(data.journal().problem());
            if (problems.isEmpty()) {
                note(data.files().problem());
            }
        }

        private void note(@Nullable String problem) {
            if (problem != null) {
                problems.add(problem);
            }
        }

        /** Of all snapshots that can be read. */
        private List<DataTree> trees() throws IOException {
            List<DataTree> trees = new ArrayList<>();
            for (SnapshotReport snapshot : data.snapshots()) {
                if (snapshot.problem() != null) {
                    note(snapshot.problem());
                    continue;
                }
                try {
                    trees.add(data.tree(snapshot));
                } catch (FormatException | EOFException e) {
                    note("the snapshot " + snapshot.file() + " can't be read: " + e.getMessage());
                }
            }
            return trees;
        }

        private void checkAgainstJournal(DataTree tree) {
            Proposal proposal = data.proposal(tree.zxid());
            if (proposal != null) {
                long expected = TxnFormat.decode(proposal.txn()).digest();
                if (expected != tree.digest()) {
                    note("the snapshot at " + Zxid.toString(tree.zxid()) + " has the digest "
                            + Long.toHexString(tree.digest()) + ", but the journal says " + Long.toHexString(expected));
                }
            }
        }

        /** From the oldest tree that the journal leads on from, so that as much as possible is checked. */
        private @Nullable DataTree replay(List<DataTree> trees) {
            DataTree tree = beginning(trees);
            for (Proposal proposal : data.journal().log()) {
                if (tree == null || proposal.zxid() <= tree.zxid()) {
                    continue;
                }
                try {
                    tree = tree.apply(proposal.zxid(), TxnFormat.decode(proposal.txn()))
                            .tree();
                    replayed++;
                } catch (Inconsistency | FormatException e) {
                    note("transaction " + Zxid.toString(proposal.zxid()) + ": " + e.getMessage());
                    return tree;
                }
            }
            return tree;
        }

        private @Nullable DataTree beginning(List<DataTree> trees) {
            long floor = data.journal().floor();
            if (floor == Zxid.NONE) {
                return DataTree.empty();
            }
            for (DataTree tree : trees) {
                if (tree.zxid() >= floor) {
                    return tree;
                }
            }
            return null;
        }
    }
}
