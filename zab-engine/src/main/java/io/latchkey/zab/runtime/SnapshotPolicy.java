package io.latchkey.zab.runtime;

import java.util.List;

/** When to take a snapshot: a matter of counting. Engine thread. */
final class SnapshotPolicy {
    /** After a snapshot that failed, so many ticks pass before the next try. */
    private static final int RETRY_TICKS = 500;

    private final int txnsMax;
    private final long bytesMax;
    private long txns;
    private long bytes;
    private boolean running;
    private int pauseTicks;

    /**
     * Each server starts to count somewhere else, so that they do not all write at once: a quorum of undisturbed disks
     * is enough for everybody.
     */
    SnapshotPolicy(EngineConfig config) {
        txnsMax = config.snapshotTxns();
        bytesMax = config.snapshotBytes();
        List<Integer> ids = config.zab().quorum().ids();
        int index = Math.max(0, ids.indexOf(config.zab().self()));
        txns = (long) txnsMax * index / ids.size();
        bytes = bytesMax / ids.size() * index;
    }

    void onCommitted(int txnBytes) {
        txns++;
        bytes += txnBytes;
    }

    void onTick() {
        pauseTicks = Math.max(0, pauseTicks - 1);
    }

    /** True if one is due; then it counts as begun. */
    boolean begin() {
        if (running || pauseTicks > 0 || (txns < txnsMax && bytes < bytesMax)) {
            return false;
        }
        running = true;
        txns = 0;
        bytes = 0;
        return true;
    }

    void onTaken() {
        running = false;
    }

    /** As if the last one had never begun, but not at once again. */
    void onFailed() {
        running = false;
        txns = txnsMax;
        pauseTicks = RETRY_TICKS;
    }
}
