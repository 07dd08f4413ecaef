package io.latchkey.zab.runtime;

import io.latchkey.zab.core.ZabConfig;

/**
 * What one server's engine must know.
 *
 * @param tickMs length of a tick in ms, at least 1; all servers of an ensemble should have the same
 * @param sessionBucketTicks a session ends late by up to this many ticks, never early; at least 1
 * @param interregnumTicks how long a server that has lost its leader waits for the next one before it turns clients
 *     away; far below the shortest session timeout, so that they have time to go elsewhere; 0 for not at all
 * @param pendingMax submissions of this server that may wait for their commit, at least 1
 * @param pendingBytesMax what they, and what a peer has sent and nobody has read yet, may weigh in bytes
 * @param snapshotTxns a snapshot is taken after this many transactions, at least 1
 * @param snapshotBytes or after this many bytes of transactions, whichever comes first; at least 1
 * @param snapshotsKept complete snapshots to keep, at least 1
 * @param containerCheckTicks how often the leader looks for empty containers to delete, at least 1
 * @param snapshotRates how fast snapshots are written and sent
 */
public record EngineConfig(
        ZabConfig zab,
        int tickMs,
        int sessionBucketTicks,
        int interregnumTicks,
        int pendingMax,
        long pendingBytesMax,
        int snapshotTxns,
        long snapshotBytes,
        int snapshotsKept,
        int containerCheckTicks,
        SnapshotRates snapshotRates) {
    private static final long MIB = 1 << 20;

    public EngineConfig {
        atLeast(1, tickMs, "tickMs");
        atLeast(1, sessionBucketTicks, "sessionBucketTicks");
        atLeast(0, interregnumTicks, "interregnumTicks");
        atLeast(1, pendingMax, "pendingMax");
        atLeast(MIB, pendingBytesMax, "pendingBytesMax");
        atLeast(1, snapshotTxns, "snapshotTxns");
        atLeast(1, snapshotBytes, "snapshotBytes");
        atLeast(1, snapshotsKept, "snapshotsKept");
        atLeast(1, containerCheckTicks, "containerCheckTicks");
    }

    /** With the usual rates. */
    public EngineConfig(
            ZabConfig zab,
            int tickMs,
            int sessionBucketTicks,
            int interregnumTicks,
            int pendingMax,
            long pendingBytesMax,
            int snapshotTxns,
            long snapshotBytes,
            int snapshotsKept,
            int containerCheckTicks) {
        this(
                zab,
                tickMs,
                sessionBucketTicks,
                interregnumTicks,
                pendingMax,
                pendingBytesMax,
                snapshotTxns,
                snapshotBytes,
                snapshotsKept,
                containerCheckTicks,
                SnapshotRates.DEFAULT);
    }

    /** Ticks of 20 ms, and limits that suit a machine with some GB of memory. */
    public static EngineConfig of(ZabConfig zab) {
        return new EngineConfig(zab, 20, 10, 65, 20_000, 64 * MIB, 100_000, 64 * MIB, 3, 3_000);
    }

    private static void atLeast(long min, long value, String name) {
        if (value < min) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be at least " + min);
        }
    }
}
