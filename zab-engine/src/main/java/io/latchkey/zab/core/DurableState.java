package io.latchkey.zab.core;

import java.util.List;

/**
 * What the disk held when the server started.
 *
 * @param snapshotZxid zxid of the newest usable snapshot, or {@link Zxid#NONE}
 * @param log the accepted proposals above {@code floor}, in zxid order
 * @param floor the history starts after it; at most {@code snapshotZxid}: proposals between the two are covered
 *     by the snapshot and kept only so that followers a little behind can be brought up by DIFF
 */
public record DurableState(long acceptedEpoch, long currentEpoch, long snapshotZxid, long floor, List<Proposal> log) {
    public static final DurableState EMPTY = new DurableState(0, 0, Zxid.NONE, Zxid.NONE, List.of());
}
