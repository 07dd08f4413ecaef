package io.latchkey.zab.sim;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.TreeVersions;
import io.latchkey.zab.storage.Corruption;
import io.latchkey.zab.storage.JournalBytes;
import io.latchkey.zab.storage.JournalRecord;
import io.latchkey.zab.tree.DataTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a disk down to its sectors, in real records, beside what the disk is believed to hold: recovery must
 * find just that.
 */
final class SimSectors {
    /** What a start finds. */
    enum Found {
        SOUND,
        DAMAGED,
        /** A later version of the program wrote it. */
        TOO_NEW
    }

    /** A snapshot in its byte form. */
    private record Written(byte[] bytes, long digest) {}

    private static final long OF_ALL = -1;
    private static final int SNAPSHOTS_MAX = 6;
    private static final int SECTOR_BYTES = 512;
    private static final int SMALL_SECTOR_BYTES = 64; // to records here what 512 are to those of the world

    private final Luck luck;
    private final JournalBytes.Mistake mistake;
    private final int sectorBytes;
    private final int segmentBytes;
    private final boolean keepsSnapshots;
    private final TreeMap<Long, Written> snapshots = new TreeMap<>();
    private JournalBytes journal;

    private SimSectors(Luck luck, JournalBytes.Mistake mistake, boolean keepsSnapshots) {
        this.keepsSnapshots = keepsSnapshots;
        this.luck = luck;
        this.mistake = mistake;
        sectorBytes = luck.oneIn(2) ? SECTOR_BYTES : SMALL_SECTOR_BYTES;
        segmentBytes = luck.between(1, 8) << 10;
        journal = new JournalBytes(mistake, sectorBytes, segmentBytes);
    }

    /** The sectors of a node's disk, in a part of the runs; of those with a mistake, only if it is one in here. */
    static @Nullable SimSectors of(Simulation sim, int node) {
        JournalBytes.Mistake mistake = sim.fault().journalMistake();
        boolean other = sim.fault() != PlantedFault.NONE && mistake == JournalBytes.Mistake.NONE;
        long seed = sim.setup().seed();
        boolean mixed = sim.versions().areMixed();
        return mixed || (!other && Luck.of(seed, Luck.Of.SECTORS, OF_ALL).oneIn(4))
                ? new SimSectors(Luck.of(seed, Luck.Of.SECTORS, node), mistake, mixed)
                : null;
    }

    void replace() {
        journal = new JournalBytes(mistake, sectorBytes, segmentBytes);
        snapshots.clear();
    }

    void write(JournalRecord record, int format) {
        journal.write(record, format);
    }

    void force() {
        journal.force();
    }

    void purge(long needless) {
        journal.purge(needless);
    }

    boolean damage(long zxid) {
        return journal.damage(zxid, luck::below);
    }

    boolean isDamaged() {
        return journal.isDamaged();
    }

    JournalBytes.Left crash() {
        return journal.crash(luck::below);
    }

    /** How long the directory takes to have a new name durably. */
    int nameMs() {
        return luck.between(1, 20);
    }

    boolean keepsName() {
        return luck.oneIn(2);
    }

    /**
     * Recovery, and the first write of a new life, if what there is can be read.
     *
     * @param expected what the disk is believed to hold
     * @param program the version that starts
     */
    Found open(DurableState expected, long snapshot, Program program) {
        try {
            check(expected, journal.read(program.reads()));
            if (!readsSnapshot(snapshot, program.reads())) {
                return Found.TOO_NEW;
            }
            journal.open(program.reads(), program.writes(), snapshot);
            return Found.SOUND;
        } catch (Corruption e) {
            if (!journal.isDamaged()) {
                throw new SimFailure("Recovery", "a disk that is sound is refused: " + e.getMessage());
            }
            return Found.DAMAGED;
        } catch (IOException e) {
            if (!JournalBytes.isOfLaterVersion(e)) {
                throw new SimFailure("Recovery", e.toString());
            }
            return Found.TOO_NEW;
        }
    }

    /** Only where versions are mixed: otherwise the format of snapshots is no matter. */
    void putSnapshot(long zxid, DataTree tree, int format) {
        if (!keepsSnapshots) {
            return;
        }
        try {
            snapshots.put(zxid, new Written(TreeVersions.write(tree, format), tree.digest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (snapshots.size() > SNAPSHOTS_MAX) {
            snapshots.pollFirstEntry();
        }
    }

    private boolean readsSnapshot(long zxid, int newest) throws IOException {
        Written written = snapshots.get(zxid);
        if (written == null) {
            return true;
        }
        DataTree tree;
        try {
            tree = TreeVersions.read(written.bytes, newest);
        } catch (FormatException e) {
            return false;
        }
        if (tree.digest() != written.digest) {
            throw new SimFailure("Recovery", "a snapshot is read as another tree than was written");
        }
        return true;
    }

    /** The log may reach back further: segments go as a whole. */
    private void check(DurableState expected, DurableState found) {
        boolean sameEpochs = expected.acceptedEpoch() == found.acceptedEpoch()
                && expected.currentEpoch() == found.currentEpoch()
                && expected.disk() == found.disk();
        List<Proposal> log =
                found.log().stream().filter(p -> p.zxid() > expected.floor()).toList();
        if (!sameEpochs || !sameLog(expected.log(), log)) {
            throw new SimFailure(
                    "Recovery", "the disk holds " + expected + ", and recovery finds " + found + ", above that " + log);
        }
        if (found.floor() > expected.floor()) {
            throw new SimFailure("Recovery", "the history starts after " + found.floor() + ", not " + expected.floor());
        }
    }

    private static boolean sameLog(List<Proposal> a, List<Proposal> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            Proposal p = a.get(i);
            Proposal q = b.get(i);
            boolean same =
                    p.zxid() == q.zxid() && Arrays.equals(p.txn(), q.txn()) && Objects.equals(p.config(), q.config());
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
