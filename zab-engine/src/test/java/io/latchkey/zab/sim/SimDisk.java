package io.latchkey.zab.sim;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.tree.DataTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Journal and snapshots of one node. What is written is volatile until a sync that began after it has ended; of what is
 * volatile, a crash keeps a part from the front: the journal is one file, and recovery cuts its torn tail.
 */
final class SimDisk {
    /** What one journal record does to the durable state. */
    interface Record {
        void persist(SimDisk disk);
    }

    /** A record that was asked for under a ticket. */
    private record Write(long ticket, Record record) {}

    /** Who waits for syncs. */
    interface Listener {
        void onDurable(long ticket);

        /** What was written is lost, and nobody can say how much; true to carry on as if nothing had happened. */
        boolean onSyncFailed();
    }

    private static final int SNAPSHOTS_KEPT = 2;

    private final SimClock clock;
    private final ArrayDeque<Write> pending = new ArrayDeque<>();
    private final ArrayDeque<Write> late = new ArrayDeque<>();
    private final ArrayList<Proposal> log = new ArrayList<>();
    private final TreeMap<Long, DataTree> snapshots = new TreeMap<>();
    private long floor;
    private long acceptedEpoch;
    private long currentEpoch;
    private boolean syncing;
    private int syncingNow;
    private long lastTicket;
    private boolean failNext;
    private long life;
    private int slowness = 1;
    private int syncMaxMs = 10;

    SimDisk(SimClock clock) {
        this.clock = clock;
    }

    void setSpeed(int slowness, int syncMaxMs) {
        this.slowness = slowness;
        this.syncMaxMs = syncMaxMs;
    }

    long acceptedEpoch() {
        return acceptedEpoch;
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

    private long logEnd() {
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

    void write(long ticket, Record record, Listener listener) {
        lastTicket = ticket;
        pending.add(new Write(ticket, record));
        if (!syncing) {
            sync(listener);
        }
    }

    /** As {@link #write}, but lands before whatever is pending: a fault, for the journal has one order. */
    void writeFirst(long ticket, Record record, Listener listener) {
        lastTicket = ticket;
        pending.addFirst(new Write(ticket, record));
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

    private void sync(Listener listener) {
        syncing = true;
        long of = life;
        int batch = pending.size();
        syncingNow = batch;
        clock.after(clock.between(1, syncMaxMs) * (long) slowness, () -> {
            if (life != of) {
                return;
            }
            boolean failed = failNext;
            failNext = false;
            if (failed && !listener.onSyncFailed()) {
                return;
            }
            for (int i = 0; i < batch; i++) {
                Write write = pending.remove();
                if (!failed) {
                    write.record.persist(this);
                }
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
        });
    }

    /** Power is lost. */
    void crash() {
        life++;
        syncing = false;
        failNext = false;
        int survivors = clock.luck(pending.size() + 1);
        for (int i = 0; i < survivors; i++) {
            pending.remove().record.persist(this);
        }
        pending.clear();
        late.clear();
        lastTicket = 0;
    }

    /** The next sync fails: its pages count as clean from then on, and are lost. */
    void failNextSync() {
        failNext = true;
    }

    /** From now on, fast and without fault. */
    void mend() {
        failNext = false;
        setSpeed(1, 3);
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

    void putSnapshot(long zxid, DataTree tree) {
        snapshots.put(zxid, tree);
        while (snapshots.size() > SNAPSHOTS_KEPT) {
            snapshots.pollFirstEntry();
        }
    }

    void storeEpochs(long accepted, long current) {
        acceptedEpoch = accepted;
        currentEpoch = current;
    }

    /** Proposals up to here are wanted no more. */
    void purge(long newFloor) {
        int drop = 0;
        while (drop < log.size() && log.get(drop).zxid() <= newFloor) {
            drop++;
        }
        if (drop > 0) {
            floor = log.get(drop - 1).zxid();
            log.subList(0, drop).clear();
        }
    }

    DurableState recover() {
        if (logEnd() < snapshotZxid()) { // the log's end was lost, and the snapshot covers it
            log.clear();
            floor = snapshotZxid();
        }
        return new DurableState(acceptedEpoch, currentEpoch, snapshotZxid(), floor, List.copyOf(log));
    }

    DataTree recoverTree() {
        return snapshots.isEmpty() ? DataTree.empty() : snapshots.lastEntry().getValue();
    }
}
