package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Journal and snapshots on disk. One thread at a time, but for the snapshots. */
public final class DiskStorage implements Storage {
    private static final Logger LOG = LoggerFactory.getLogger(DiskStorage.class);
    static final String SNAPSHOTS = "snapshots";
    static final String JOURNAL = "journal";

    /** The end of a message about damage that a server cannot mend by itself. */
    private static final String WHAT_TO_DO = "Nothing was changed. If the other servers of the ensemble are up, move"
            + " this server's data directory away and start it empty: it copies everything from the leader. Otherwise"
            + " restore the directory from a backup";

    private final DiskConfig config;
    private final List<DataDir> held;
    private final SetAside aside;
    private SnapshotDir snapshots;
    private SegmentFiles segments;
    private @Nullable ChronicleJournal journal;

    private DiskStorage(DiskConfig config, List<DataDir> held) throws IOException {
        this.config = config;
        this.held = held;
        this.aside = new SetAside(config.dataDir(), config.logDir());
        Path unfinished = aside.finish();
        if (unfinished != null) {
            LOG.warn("what was being set aside when the server stopped last is in {}", unfinished);
        }
        this.snapshots = openSnapshots();
        this.segments = openSegments();
    }

    private SnapshotDir openSnapshots() throws IOException {
        return SnapshotDir.open(held.get(0).child(SNAPSHOTS));
    }

    private SegmentFiles openSegments() throws IOException {
        return new SegmentFiles(held.get(held.size() - 1).child(JOURNAL));
    }

    /**
     * Takes the directories for this server alone, making them if need be.
     *
     * @throws IOException if one is in use or not writable, saying so and what to do
     */
    public static DiskStorage open(DiskConfig config) throws IOException {
        List<DataDir> held = new ArrayList<>();
        try {
            held.add(DataDir.open(config.dataDir()));
            if (!config.logDir()
                    .toAbsolutePath()
                    .normalize()
                    .equals(config.dataDir().toAbsolutePath().normalize())) {
                held.add(DataDir.open(config.logDir()));
            }
            return new DiskStorage(config, held);
        } catch (IOException | RuntimeException e) {
            close(held);
            throw e;
        }
    }

    /**
     * Loads the code that the first journal of a process needs, which takes a while: best beside other preparations. Any
     * thread; it need not have ended before anything else here is called.
     */
    public static void warmUp() {
        ChronicleSetup.warmUp();
    }

    @Override
    public DurableState recover() throws IOException {
        if (journal != null) {
            throw new IllegalStateException("recovered already");
        }
        try {
            return recoverSound();
        } catch (Corruption e) {
            if (!config.copiesElsewhere()) {
                throw new Corruption(e.what() + ". " + WHAT_TO_DO, e);
            }
            setAside(e.what());
            return recoverSound();
        }
    }

    /** Changes nothing before everything is found sound. */
    private DurableState recoverSound() throws IOException {
        JournalRecovery recovery = JournalRecovery.of(segments);
        HistoryFold fold = recovery.fold();
        checkJournalIsThere(recovery);
        long snapshot = newestSound(fold);
        ChronicleJournal opened = ChronicleJournal.open(segments, config, recovery);
        journal = opened;
        if (recovery.segments().isEmpty() && aside.any()) {
            write(JournalRecord.Epochs.SET_ASIDE, opened, fold);
        }
        if (snapshot > fold.last()) {
            // The tree is ahead of the journal. What comes next follows the tree, and the journal must say so.
            write(new JournalRecord.Install(snapshot), opened, fold);
        }
        return fold.stateWith(snapshot);
    }

    private static void write(JournalRecord step, Journal journal, HistoryFold fold) throws IOException {
        journal.append(step);
        journal.force();
        fold.apply(step);
    }

    /** A journal says that an epoch is accepted before a snapshot of it is made: one that does not has lost its end. */
    private void checkJournalIsThere(JournalRecovery recovery) throws IOException {
        for (long snapshot : snapshots.list()) {
            if (Zxid.epoch(snapshot) > recovery.fold().epochs().acceptedEpoch()) {
                throw new Corruption("the journal in " + segments.directory() + " has lost its end, or all of it: it "
                        + (recovery.segments().isEmpty()
                                ? "is empty"
                                : "knows no epoch above "
                                        + recovery.fold().epochs().acceptedEpoch())
                        + ", and there is a snapshot at " + Zxid.toString(snapshot));
            }
        }
    }

    @Override
    public void setAside(String why) throws IOException {
        if (journal != null) {
            journal.close();
            journal = null;
        }
        Path where = aside.move(why);
        snapshots = openSnapshots();
        segments = openSegments();
        LOG.warn(
                "{}. All data of this server is set aside in {} and used no more: it starts as with an empty disk, and"
                        + " has no vote until the leader has brought it up to date. Check the disk; the directory is"
                        + " yours to delete",
                why,
                where);
    }

    /** Damage to the newest is no disaster while the journal reaches back to an older one. */
    private long newestSound(HistoryFold fold) throws IOException {
        List<Long> candidates = new ArrayList<>(snapshots.list());
        Map<Long, Corruption> damaged = new TreeMap<>();
        Long newest = fold.newestFitting(candidates);
        while (newest != null && newest != Zxid.NONE) {
            try {
                snapshots.check(newest);
                break;
            } catch (Corruption e) {
                damaged.put(newest, e);
                candidates.remove(newest);
                newest = fold.newestFitting(candidates);
            }
        }
        if (newest == null) {
            throw noneFits(fold, damaged.values());
        }
        for (Map.Entry<Long, Corruption> entry : damaged.entrySet()) {
            LOG.warn(
                    "{}; the journal reaches back to {}, so nothing is lost; the file is kept as {}",
                    entry.getValue().getMessage(),
                    Zxid.toString(newest),
                    snapshots.setAside(entry.getKey()));
        }
        return newest;
    }

    private Corruption noneFits(HistoryFold fold, Iterable<Corruption> damaged) {
        StringBuilder what = new StringBuilder();
        for (Corruption damage : damaged) {
            what.append("; ").append(damage.getMessage());
        }
        return new Corruption("no snapshot fits the journal in " + segments.directory() + ", which starts after "
                + Zxid.toString(fold.floor()) + " and ends at " + Zxid.toString(fold.last()) + what);
    }

    @Override
    public DiskSpace space() throws IOException {
        long free = Long.MAX_VALUE;
        for (Path directory : List.of(config.dataDir(), config.logDir())) {
            free = Math.min(free, Files.getFileStore(directory).getUsableSpace());
        }
        return new DiskSpace(free, config.freeBytesMin());
    }

    @Override
    public Journal journal() {
        if (journal == null) {
            throw new IllegalStateException("recover first");
        }
        return journal;
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public void close() throws IOException {
        try {
            if (journal != null) {
                journal.close();
            }
        } finally {
            close(held);
        }
    }

    private static void close(List<DataDir> held) throws IOException {
        for (DataDir dir : held) {
            dir.close();
        }
    }
}
