package io.latchkey.zab.sim;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.sim.PlantedFault.WriteKind;
import io.latchkey.zab.storage.JournalBytes;
import io.latchkey.zab.storage.JournalRecord;
import io.latchkey.zab.tree.DataTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Journal and snapshots of one node. What is written is volatile until a sync that began after it has ended. Of what is
 * volatile a crash keeps any part, whole records and torn ones. What recovery makes of that is the journal's rule: it
 * takes records up to the first that is not whole, for nobody was told that one was durable.
 */
final class SimDisk {
    /** What one journal record does to the durable state. */
    interface Record {
        void persist(SimDisk disk);

        /** What it reads as if a part of it never got to the disk, and nobody looks at its checksum. */
        default void persistTorn(SimDisk disk) {}
    }

    /** The record of a proposal. */
    record Append(Proposal proposal) implements Record {
        @Override
        public void persist(SimDisk disk) {
            disk.append(proposal);
        }

        @Override
        public void persistTorn(SimDisk disk) {
            byte[] torn = proposal.txn().clone();
            torn[torn.length - 1] ^= 0x55;
            disk.append(new Proposal(proposal.zxid(), torn));
        }
    }

    /** The record of a snapshot that was taken from the leader. */
    record Install(long zxid, DataTree snapshot, Runnable before) implements Record {
        @Override
        public void persist(SimDisk disk) {
            before.run();
            disk.install(zxid, snapshot);
        }
    }

    /**
     * A record that was asked for under a ticket.
     *
     * @param entry the same, as the journal has it
     */
    private record Write(long ticket, WriteKind kind, Record record, JournalRecord entry) {}

    /** What a crash made of the writes that were not synced, each in order. */
    record Loss(List<WriteKind> kept, List<WriteKind> lost, JournalBytes.Left left, boolean losesName) {
        Loss(List<WriteKind> kept, List<WriteKind> lost) {
            this(kept, lost, NOTHING_LEFT, false);
        }
    }

    private static final JournalBytes.Left NOTHING_LEFT = new JournalBytes.Left(0, false, false);

    /** A snapshot that is complete, and whose name may still be lost. */
    private record Named(long zxid, DataTree snapshot) {}

    /** Who waits for syncs. */
    interface Listener {
        void onDurable(long ticket);

        /** What was written is lost, and nobody can say how much; true to carry on as if nothing had happened. */
        boolean onSyncFailed();
    }

    private static final int SNAPSHOTS_KEPT = 2;
    private static final long NOTHING = -1;
    /** How many of ten records that were not synced survive a crash: one of these. */
    private static final List<Integer> WHOLE_OF_TEN = List.of(0, 5, 8, 9, 10);

    private final SimClock clock;
    private final Luck luck;
    private final @Nullable SimSectors sectors; // if this disk is looked at so closely
    private Program program = Program.PRESENT; // that reads and writes it
    private final ArrayDeque<Write> pending = new ArrayDeque<>();
    private final ArrayDeque<Write> late = new ArrayDeque<>();
    private final ArrayList<Proposal> log = new ArrayList<>();
    private final TreeMap<Long, DataTree> snapshots = new TreeMap<>();
    private long floor;
    private long acceptedEpoch;
    private long currentEpoch;
    private long label = DurableState.UNLABELLED;
    private boolean syncing;
    private int syncingNow;
    private long lastTicket;
    private boolean failNext;
    private boolean full;
    private long syncs; // the number of the present sync, or of that to come
    private Runnable syncEnd = () -> {};
    private long damagedRecord = NOTHING;
    private boolean newestSnapshotIsDamaged;
    private @Nullable Named named;
    private int slowness = 1;
    private int syncMaxMs = 10;

    SimDisk(SimClock clock, Luck luck, @Nullable SimSectors sectors) {
        this.clock = clock;
        this.luck = luck;
        this.sectors = sectors;
    }

    void setProgram(Program next) {
        program = next;
    }

    /** What a start of the program finds; if it is sound, a new life begins. */
    SimSectors.Found open() {
        discardDamagedSnapshotIfCovered();
        if (sectors == null) {
            return isDamaged() ? SimSectors.Found.DAMAGED : SimSectors.Found.SOUND;
        }
        return hasNoSnapshot() ? SimSectors.Found.DAMAGED : sectors.open(recover(), snapshotZxid(), program);
    }

    void setSpeed(int slowness, int syncMaxMs) {
        this.slowness = slowness;
        this.syncMaxMs = syncMaxMs;
    }

    long acceptedEpoch() {
        return acceptedEpoch;
    }

    /** The latest configuration on it. */
    QuorumConfig config(QuorumConfig initial) {
        for (int i = log.size() - 1; i >= 0; i--) {
            QuorumConfig config = log.get(i).config();
            if (config != null) {
                return config;
            }
        }
        QuorumConfig ofSnapshot = QuorumNode.of(recoverTree());
        return ofSnapshot == null ? initial : ofSnapshot;
    }

    /** A disk that never held anything is in its place. */
    void replace() {
        log.clear();
        snapshots.clear();
        floor = Zxid.NONE;
        acceptedEpoch = 0;
        currentEpoch = 0;
        label = DurableState.UNLABELLED;
        damagedRecord = NOTHING;
        newestSnapshotIsDamaged = false;
        if (sectors != null) {
            sectors.replace();
        }
    }

    /**
     * Something that is durable changes: a record that others follow, or the newest snapshot. (Of the very last record
     * nobody can tell whether it is damaged or was never whole.)
     *
     * @return false if there is nothing to damage
     */
    boolean damage(Luck luck) {
        if (luck.oneIn(3) && !snapshots.isEmpty()) {
            newestSnapshotIsDamaged = true;
            return true;
        }
        if (log.size() < 2 || damagedRecord != NOTHING) {
            return false;
        }
        long zxid = log.get(luck.below(log.size() - 1)).zxid();
        if (sectors != null) {
            return sectors.damage(zxid);
        }
        damagedRecord = zxid;
        return true;
    }

    /** Whether it is damaged, or will be when the journal lets go of what a damaged snapshot has too. */
    boolean hasLatentDamage() {
        return newestSnapshotIsDamaged || isDamaged();
    }

    /** Whether recovery finds something missing that was durable, and nothing that makes up for it. */
    boolean isDamaged() {
        boolean journal = sectors == null ? damagedRecord > floor && indexOf(damagedRecord) >= 0 : sectors.isDamaged();
        return hasNoSnapshot() || journal;
    }

    private boolean hasNoSnapshot() {
        return newestSnapshotIsDamaged && olderSnapshot() < floor;
    }

    /** The one before it is taken instead, if that will do. */
    private void discardDamagedSnapshotIfCovered() {
        if (newestSnapshotIsDamaged && !isDamaged()) {
            snapshots.pollLastEntry();
            newestSnapshotIsDamaged = false;
        }
    }

    private long olderSnapshot() {
        Long older = snapshots.isEmpty() ? null : snapshots.lowerKey(snapshots.lastKey());
        return older == null ? Zxid.NONE : older;
    }

    /** What recovery must not do with damage: take it for the torn end of the journal. */
    void cutAtDamage() {
        if (damagedRecord > floor) {
            truncate(damagedRecord - 1);
        }
        damagedRecord = NOTHING;
        newestSnapshotIsDamaged = false;
    }

    long label() {
        return label;
    }

    long currentEpoch() {
        return currentEpoch;
    }

    /** Whether exactly this proposal would be found after a crash now. */
    boolean holds(long zxid) {
        return zxid <= snapshotZxid() || indexOf(zxid) >= 0;
    }

    long snapshotZxid() {
        return snapshots.isEmpty() ? Zxid.NONE : snapshots.lastKey();
    }

    /** The last durable zxid. */
    long last() {
        return Math.max(snapshotZxid(), logEnd());
    }

    long logEnd() {
        return log.isEmpty() ? floor : log.get(log.size() - 1).zxid();
    }

    /** The durable proposals above the floor. */
    List<Proposal> log() {
        return log;
    }

    Map<Long, DataTree> snapshots() {
        return snapshots;
    }

    private int indexOf(long zxid) {
        int low = 0;
        int high = log.size() - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            int order = Long.compare(log.get(mid).zxid(), zxid);
            if (order == 0) {
                return mid;
            }
            if (order < 0) {
                low = mid + 1;
            } else {
                high = mid - 1;
            }
        }
        return -1;
    }

    void write(long ticket, WriteKind kind, Record record, JournalRecord entry, Listener listener) {
        lastTicket = ticket;
        pending.add(new Write(ticket, kind, record, entry));
        if (!syncing) {
            sync(listener);
        }
    }

    /** As {@link #write}, but lands before whatever is pending: a fault, for the journal has one order. */
    void writeFirst(long ticket, WriteKind kind, Record record, JournalRecord entry, Listener listener) {
        lastTicket = ticket;
        pending.addFirst(new Write(ticket, kind, record, entry));
        if (!syncing) {
            sync(listener);
        }
    }

    /** What is pending but not being synced lands behind what is written next: a fault. */
    void delayPending() {
        while (pending.size() > (syncing ? syncingNow : 0)) {
            late.addFirst(pending.removeLast());
        }
    }

    /** Whether a write of this kind is under way. */
    boolean isWriting(WriteKind kind) {
        return pending.stream().anyMatch(write -> write.kind == kind);
    }

    private void sync(Listener listener) {
        syncing = true;
        syncingNow = pending.size();
        if (sectors != null) {
            pending.forEach(write -> sectors.write(write.entry, program.writes()));
        }
        long of = syncs;
        syncEnd = () -> {
            if (syncs == of) {
                endSync(listener);
            }
        };
        clock.after(luck.between(1, syncMaxMs) * (long) slowness, syncEnd);
    }

    private void endSync(Listener listener) {
        syncs++;
        boolean failed = failNext || full;
        failNext = false;
        if (failed && !listener.onSyncFailed()) {
            return;
        }
        for (int i = 0; i < syncingNow; i++) {
            Write write = pending.remove();
            if (!failed) {
                write.record.persist(this);
            }
        }
        if (sectors != null) {
            sectors.force();
        }
        pending.addAll(late);
        late.clear();
        long ticket = pending.stream().mapToLong(Write::ticket).min().orElse(lastTicket + 1) - 1;
        syncing = false;
        if (!pending.isEmpty()) {
            sync(listener);
        }
        if (ticket > 0) {
            listener.onDurable(ticket);
        }
    }

    /**
     * Power is lost.
     *
     * @param ignoresChecksums a torn record is taken for whole: a fault
     */
    Loss crash(boolean ignoresChecksums) {
        syncs++;
        syncing = false;
        failNext = false;
        if (sectors != null) {
            return crash(sectors);
        }
        List<WriteKind> kept = keepSome();
        List<WriteKind> lost = pending.stream().map(Write::kind).toList();
        if (ignoresChecksums && !pending.isEmpty()) {
            pending.remove().record.persistTorn(this);
        }
        pending.clear(); // some of it may be there, but behind what is torn or missing
        late.clear();
        lastTicket = 0;
        return new Loss(kept, lost);
    }

    private Loss crash(SimSectors bySector) {
        JournalBytes.Left left = bySector.crash();
        List<WriteKind> kept = keep(left.survivors());
        List<WriteKind> lost = pending.stream().map(Write::kind).toList();
        if (!pending.isEmpty() && pending.element().record instanceof Install install && bySector.keepsName()) {
            keepSnapshot(install.zxid, install.snapshot); // it had its name before the record was written
        }
        boolean losesName = named != null && !bySector.keepsName();
        if (named != null && !losesName) {
            keepSnapshot(named.zxid, named.snapshot);
        }
        named = null;
        pending.clear();
        late.clear();
        lastTicket = 0;
        return new Loss(kept, lost, left, losesName);
    }

    /** Unless the history does not pass through it: then recovery does not look at it. */
    private void keepSnapshot(long zxid, DataTree snapshot) {
        if (zxid > logEnd() || zxid == floor || indexOf(zxid) >= 0) {
            putSnapshot(zxid, snapshot);
        }
    }

    private List<WriteKind> keepSome() {
        int wholeOfTen = luck.of(WHOLE_OF_TEN);
        int some = 0;
        while (some < pending.size() && luck.below(10) < wholeOfTen) {
            some++;
        }
        return keep(some);
    }

    private List<WriteKind> keep(int some) {
        List<WriteKind> kept = new ArrayList<>();
        for (int i = 0; i < some; i++) {
            Write write = pending.remove();
            write.record.persist(this);
            kept.add(write.kind);
        }
        return kept;
    }

    /** The next sync fails: its pages count as clean from then on, and are lost. */
    void failNextSync() {
        failNext = true;
    }

    /** Whether nothing can be written for want of room. */
    void setFull(boolean isFull) {
        full = isFull;
    }

    boolean isFull() {
        return full;
    }

    /** From now on, fast and without fault. */
    void mend() {
        failNext = false;
        full = false;
        setSpeed(1, 3);
        if (syncing) {
            clock.after(3, syncEnd);
        }
    }

    void append(Proposal p) {
        log.add(p);
    }

    void truncate(long keepTo) {
        while (!log.isEmpty() && log.get(log.size() - 1).zxid() > keepTo) {
            log.remove(log.size() - 1);
        }
    }

    void install(long zxid, DataTree tree) {
        putSnapshot(zxid, tree);
        snapshots.headMap(zxid).clear();
        log.clear();
        floor = zxid;
    }

    /** A snapshot is complete, and gets its name: that is durable once the directory is synced. */
    void nameSnapshot(long zxid, DataTree tree, Runnable onDurable) {
        if (sectors == null) {
            putSnapshot(zxid, tree);
            onDurable.run();
            return;
        }
        Named one = new Named(zxid, tree);
        named = one;
        clock.after(sectors.nameMs(), () -> {
            if (named == one) {
                named = null;
                putSnapshot(zxid, tree);
                onDurable.run();
            }
        });
    }

    void putSnapshot(long zxid, DataTree tree) {
        newestSnapshotIsDamaged = false;
        snapshots.put(zxid, tree);
        if (sectors != null) {
            sectors.putSnapshot(zxid, tree, program.writes());
        }
        while (snapshots.size() > SNAPSHOTS_KEPT) {
            snapshots.pollFirstEntry();
        }
    }

    void storeEpochs(long accepted, long current, long newLabel) {
        label = newLabel;
        acceptedEpoch = accepted;
        currentEpoch = current;
    }

    /** Proposals up to here are wanted no more; they go as far as a snapshot covers them, and another should it fail. */
    void purge(long newFloor) {
        long needless = snapshots.isEmpty() ? Zxid.NONE : Math.min(newFloor, snapshots.firstKey());
        int drop = 0;
        while (drop < log.size() && log.get(drop).zxid() <= needless) {
            drop++;
        }
        if (drop > 0) {
            floor = log.get(drop - 1).zxid();
            log.subList(0, drop).clear();
        }
        if (sectors != null) {
            sectors.purge(Math.min(needless, floor));
        }
    }

    DurableState recover() {
        damagedRecord = NOTHING; // truncated, or let go of
        if (logEnd() < snapshotZxid()) { // the log's end was lost, and the snapshot covers it
            log.clear();
            floor = snapshotZxid();
        }
        return new DurableState(acceptedEpoch, currentEpoch, label, snapshotZxid(), null, floor, List.copyOf(log));
    }

    DataTree recoverTree() {
        return snapshots.isEmpty() ? DataTree.empty() : snapshots.lastEntry().getValue();
    }
}
