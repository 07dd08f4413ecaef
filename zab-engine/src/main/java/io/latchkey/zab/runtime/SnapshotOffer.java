package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.tree.DataTree;
import java.util.List;

/**
 * What a leader sends to a follower that gets a snapshot: a tree, and the transactions that lead from it to the one that
 * is meant. Mostly there are none; but a transfer that broke off goes on with the tree that it began with.
 *
 * @param session of the bond
 * @param zxid of the tree that is meant
 */
record SnapshotOffer(long session, long zxid, DataTree base, List<Proposal> tail) {
    /** What a chunk may weigh; the last one of an offer, and one with a large transaction, may be of another size. */
    static final int CHUNK_BYTES = 1 << 18;

    /** Chunks that may be under way. */
    static final int WINDOW_CHUNKS = 8;

    byte[] startFrame() {
        return PeerCodec.numbers(
                PeerCodec.SNAPSHOT_START, session, zxid, base.zxid(), base.digest(), (long) tail.size());
    }
}
