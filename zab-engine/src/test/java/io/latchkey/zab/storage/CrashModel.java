package io.latchkey.zab.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.Assertions;

/**
 * Does the same at random to a {@link DiskStorage} and, in its mind, to a {@link MemoryStorage}. At a crash, any part of
 * what was not forced may be on the disk, page by page; the recovered state must then be one that the memory can have.
 */
final class CrashModel {
    private final Path root;
    private final Random random;
    private final List<JournalRecord> forced = new ArrayList<>();
    private final List<JournalRecord> unforced = new ArrayList<>();
    private final List<Long> snapshots = new ArrayList<>();

    private int lives;
    private int crashes;
    private Path dir;
    private DiskStorage disk;
    private PowerCut power;
    private HistoryFold history = new HistoryFold(Zxid.NONE, JournalRecord.Epochs.NONE);
    private long committed;

    CrashModel(Path root, long seed) throws IOException {
        this.root = root;
        this.random = new Random(seed);
        dir = root.resolve("0");
        disk = Disk.open(dir);
        disk.recover();
        power = new PowerCut(dir.resolve("journal"));
    }

    int crashes() {
        return crashes;
    }

    void run(int steps) throws IOException {
        for (int i = 0; i < steps; i++) {
            step(random.nextInt(100));
        }
        disk.close();
    }

    private void step(int dice) throws IOException {
        if (dice < 45) {
            appendSome();
        } else if (dice < 60) {
            force();
        } else if (dice < 66) {
            append(new JournalRecord.Epochs(
                    history.epochs().acceptedEpoch() + 1, history.epochs().currentEpoch() + random.nextInt(2), 0));
        } else if (dice < 72) {
            truncate();
        } else if (dice < 78) {
            snapshotAndPurge();
        } else if (dice < 80) {
            install();
        } else if (dice < 87) {
            stopAndStart();
        } else if (dice < 93) {
            crash(false);
        } else {
            crash(true);
        }
    }

    private void appendSome() throws IOException {
        boolean ofNewEpoch = random.nextInt(4) == 0;
        for (int i = random.nextInt(60); i >= 0; i--) {
            append(new JournalRecord.Append(Disk.proposal(nextZxid(ofNewEpoch), random.nextInt(2000))));
            ofNewEpoch = false;
        }
    }

    /** The counters of every third epoch are the last that there are. */
    private long nextZxid(boolean ofNewEpoch) {
        long epoch = Zxid.epoch(history.last());
        boolean full = Zxid.counter(history.last()) == Zxid.COUNTER_MAX;
        return epoch == 0 || full || ofNewEpoch
                ? Zxid.of(epoch + 1, (epoch % 3 == 0 ? Zxid.LATE_START : 0) + 1)
                : history.last() + 1;
    }

    private void append(JournalRecord record) throws IOException {
        disk.journal().append(record);
        unforced.add(record);
        assertThat(history.objection(record)).isNull();
        history.apply(record);
        if (power.rolled()) {
            force();
        }
    }

    private void force() throws IOException {
        disk.journal().force();
        forced.addAll(unforced);
        unforced.clear();
        power.forced();
    }

    private void truncate() throws IOException {
        DurableState now = history.stateWith(committed);
        if (history.last() > committed) {
            long keepTo = committed;
            for (var proposal : now.log()) {
                keepTo = proposal.zxid() > committed && random.nextBoolean() ? proposal.zxid() : keepTo;
            }
            append(new JournalRecord.Truncate(keepTo));
            force();
        }
    }

    /** As a server does: what a snapshot holds is committed, and is durable here before the journal is purged. */
    private void snapshotAndPurge() throws IOException {
        force();
        if (history.last() > committed) {
            committed = history.last();
            snapshot(committed);
            disk.journal().purge(committed, snapshots.get(random.nextInt(snapshots.size())));
        }
    }

    private void snapshot(long zxid) throws IOException {
        long epoch = Zxid.epoch(zxid);
        if (history.epochs().acceptedEpoch() < epoch) {
            append(new JournalRecord.Epochs(epoch, history.epochs().currentEpoch(), 0));
            force();
        }
        disk.snapshots().write(zxid, out -> out.write(1));
        snapshots.add(zxid);
    }

    private void install() throws IOException {
        committed = Zxid.of(Zxid.epoch(history.last()) + 1, 1 + random.nextInt(1000));
        snapshot(committed);
        append(new JournalRecord.Install(committed));
        force();
    }

    private void stopAndStart() throws IOException {
        disk.close();
        forced.addAll(unforced);
        unforced.clear();
        start(dir);
    }

    private void crash(boolean ofPower) throws IOException {
        crashes++;
        Path next = root.resolve(Integer.toString(++lives));
        Disk.copy(dir, next);
        if (ofPower) {
            power.cut(next.resolve("journal"), random);
        }
        // The life that ended must let go of its files; what it still writes goes to the old place.
        disk.close();
        start(next);
    }

    private void start(Path where) throws IOException {
        dir = where;
        disk = Disk.open(dir);
        DurableState state = disk.recover();
        int survived = matching(state);
        forced.addAll(unforced.subList(0, survived));
        unforced.clear();
        history = fold(forced);
        if (state.snapshotZxid() > history.last()) {
            JournalRecord install = new JournalRecord.Install(state.snapshotZxid());
            forced.add(install);
            history.apply(install);
        }
        power = new PowerCut(dir.resolve("journal"));
        power.forced();
        deleteOthers();
    }

    /** How many of the unforced records survived, if the state is one that can be. */
    private int matching(DurableState state) throws IOException {
        for (int survived = unforced.size(); survived >= 0; survived--) {
            if (inMemory(survived).acceptedEpoch() == state.acceptedEpoch() && equal(inMemory(survived), state)) {
                return survived;
            }
        }
        return Assertions.fail("recovered " + state + ", which is none of the states that can be, from " + inMemory(0)
                + " to " + inMemory(unforced.size()));
    }

    private DurableState inMemory(int survivors) throws IOException {
        MemoryStorage memory = MemoryStorage.empty();
        memory.recover();
        for (long zxid : snapshots) {
            memory.snapshots().write(zxid, out -> out.write(1));
        }
        for (JournalRecord record : forced) {
            memory.journal().append(record);
        }
        memory.journal().force();
        for (JournalRecord record : unforced) {
            memory.journal().append(record);
        }
        memory.crash(survivors);
        return memory.recover();
    }

    /** The disk may have been purged; the memory has not. */
    private static boolean equal(DurableState memory, DurableState disk) {
        return memory.currentEpoch() == disk.currentEpoch()
                && memory.snapshotZxid() == disk.snapshotZxid()
                && memory.floor() <= disk.floor()
                && memory.log().stream()
                        .filter(p -> p.zxid() > disk.floor())
                        .map(CrashModel::text)
                        .toList()
                        .equals(disk.log().stream().map(CrashModel::text).toList());
    }

    private static String text(Proposal proposal) {
        return proposal + " " + Arrays.hashCode(proposal.txn());
    }

    private static HistoryFold fold(List<JournalRecord> records) {
        HistoryFold fold = new HistoryFold(Zxid.NONE, JournalRecord.Epochs.NONE);
        records.forEach(fold::apply);
        return fold;
    }

    private void deleteOthers() throws IOException {
        for (Path other : Directories.list(root)) {
            if (!other.equals(dir)) {
                try (var all = Files.walk(other)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        }
    }
}
