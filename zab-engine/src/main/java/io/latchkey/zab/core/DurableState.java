package io.latchkey.zab.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the disk held when the server started.
 *
 * @param disk label of the disk: 0 of a voter of the first hour, otherwise a positive number that no other disk has had;
 *     {@link #UNLABELLED} if the disk never held anything
 * @param snapshotZxid zxid of the newest usable snapshot, or {@link Zxid#NONE}
 * @param snapshotConfig the configuration as of that snapshot; null if it never changed until there
 * @param log the accepted proposals above {@code floor}, in zxid order
 * @param floor the history starts after it; at most {@code snapshotZxid}: proposals between the two are covered
 *     by the snapshot and kept only so that followers a little behind can be brought up by DIFF
 */
public record DurableState(
        long acceptedEpoch,
        long currentEpoch,
        long disk,
        long snapshotZxid,
        @Nullable QuorumConfig snapshotConfig,
        long floor,
        List<Proposal> log) {
    public static final long UNLABELLED = -1;

    /** A disk that never held anything. */
    public static final DurableState EMPTY = new DurableState(0, 0, UNLABELLED, Zxid.NONE, null, Zxid.NONE, List.of());

    /** The same, with that label if there is none yet. */
    public DurableState labelled(long freshLabel) {
        long label = disk == UNLABELLED ? freshLabel : disk;
        return new DurableState(acceptedEpoch, currentEpoch, label, snapshotZxid, snapshotConfig, floor, log);
    }

    /** The same, with that configuration as of the snapshot. */
    public DurableState withConfig(@Nullable QuorumConfig config) {
        return new DurableState(acceptedEpoch, currentEpoch, disk, snapshotZxid, config, floor, log);
    }
}
