package io.latchkey.zab.storage;

import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Journal and snapshots as they lie in a directory, in use, set aside or damaged: to be looked at. Takes no lock and
 * writes nothing. What a server writes meanwhile may be seen in part.
 */
public final class DataFiles {
    private final @Nullable Path journal;
    private final @Nullable Path snapshots;
    private final @Nullable String user;

    private DataFiles(@Nullable Path journal, @Nullable Path snapshots, @Nullable String user) {
        this.journal = journal;
        this.snapshots = snapshots;
        this.user = user;
    }

    /**
     * @param dataDir a server's, a {@code damaged-<n>} in it, or a copy of either
     * @param logDir where the journal is; may be the same
     * @throws IOException if neither journal nor snapshots are there, saying so
     */
    public static DataFiles of(Path dataDir, Path logDir) throws IOException {
        Path journal = existing(logDir.resolve(DiskStorage.JOURNAL));
        Path snapshots = existing(dataDir.resolve(DiskStorage.SNAPSHOTS));
        if (journal == null && snapshots == null) {
            throw new NoSuchFileException(dataDir + " holds neither journal nor snapshots; give the data directory of a"
                    + " server (data.dir), or a " + SetAside.PREFIX + "<n> in one");
        }
        return new DataFiles(journal, snapshots, DataDir.user(dataDir).orElse(null));
    }

    private static @Nullable Path existing(Path directory) {
        return Files.isDirectory(directory) ? directory : null;
    }

    /** The process that uses the directory now, null if none does. */
    public @Nullable String user() {
        return user;
    }

    /** @throws IOException if the system fails; damage is in the report */
    public JournalReport journal(RecordVisitor visitor) throws IOException {
        if (journal == null) {
            return new JournalReport(
                    List.of(), JournalRecord.Epochs.NONE, Zxid.NONE, List.of(), "there is no journal directory");
        }
        return JournalReader.read(journal, visitor);
    }

    /** The snapshots, rising. */
    public List<SnapshotReport> snapshots() throws IOException {
        List<SnapshotReport> reports = new ArrayList<>();
        if (snapshots != null) {
            for (Path file : Directories.list(snapshots)) {
                Optional<Long> zxid = SnapshotDir.zxidOf(file);
                if (zxid.isPresent()) {
                    reports.add(report(file, zxid.get()));
                }
            }
        }
        return reports;
    }

    private static SnapshotReport report(Path file, long zxid) throws IOException {
        String problem = null;
        try {
            SnapshotFile.check(file, zxid);
        } catch (Corruption | LaterFormat e) {
            problem = e.getMessage();
        }
        return new SnapshotReport(file, zxid, Files.size(file), problem);
    }

    /** Reads the body of a snapshot. */
    public <T> T read(SnapshotReport snapshot, SnapshotStore.Reader<T> reader) throws IOException {
        return SnapshotFile.read(snapshot.file(), snapshot.zxid(), reader);
    }

    /** What a recovery of these files would refuse or repair; null if it would find everything sound. */
    public @Nullable String problem() throws IOException {
        try {
            if (journal != null) {
                JournalRecovery.of(new SegmentFiles(journal));
            }
            return null;
        } catch (Corruption | LaterFormat e) {
            return e.getMessage();
        }
    }
}
