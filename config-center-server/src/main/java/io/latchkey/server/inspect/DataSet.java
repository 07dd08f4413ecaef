package io.latchkey.server.inspect;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.format.TreeFormat;
import io.latchkey.zab.storage.DataFiles;
import io.latchkey.zab.storage.JournalReport;
import io.latchkey.zab.storage.RecordVisitor;
import io.latchkey.zab.storage.SnapshotReport;
import io.latchkey.zab.tree.DataTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of one server as it was found, in memory.
 *
 * @param directory as it was named
 * @param user the process that uses the directory now, null if none does
 */
public record DataSet(
        Path directory,
        DataFiles files,
        JournalReport journal,
        List<SnapshotReport> snapshots,
        @Nullable String user) {
    /**
     * @param logDir where the journal is; null if in {@code directory}
     * @throws IOException if nothing is there, or the system fails
     */
    public static DataSet read(Path directory, @Nullable Path logDir) throws IOException {
        return read(directory, logDir, (place, step) -> {});
    }

    /** As the other one; {@code visitor} sees every record of the journal. */
    public static DataSet read(Path directory, @Nullable Path logDir, RecordVisitor visitor) throws IOException {
        DataFiles files = DataFiles.of(directory, logDir == null ? directory : logDir);
        return new DataSet(directory, files, files.journal(visitor), files.snapshots(), files.user());
    }

    /** The accepted proposal with that zxid, null if the history does not have it. */
    @Nullable
    Proposal proposal(long zxid) {
        for (Proposal proposal : journal.log()) {
            if (proposal.zxid() == zxid) {
                return proposal;
            }
        }
        return null;
    }

    /** The tree of a snapshot. */
    DataTree tree(SnapshotReport snapshot) throws IOException {
        return files.read(snapshot, TreeFormat::read);
    }
}
