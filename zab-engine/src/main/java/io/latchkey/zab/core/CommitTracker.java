package io.latchkey.zab.core;

import java.util.Arrays;

/** How far each voter has made the leader's history durable, and so how far a quorum has. */
final class CommitTracker {
    private static final long NOTHING = -1;

    private final QuorumConfig quorum;
    private final long[] acked;
    private long point = NOTHING;

    CommitTracker(QuorumConfig quorum) {
        this.quorum = quorum;
        acked = new long[quorum.size()];
        Arrays.fill(acked, NOTHING);
    }

    /** Takes note of a cumulative ack; true if a quorum has now got further. */
    boolean ack(int voter, long zxid) {
        int index = quorum.indexOf(voter);
        Check.that(index >= 0, "only voters count");
        if (zxid <= acked[index]) {
            return false; // acks are cumulative: a late one says nothing new
        }
        acked[index] = zxid;
        if (zxid <= point) {
            return false;
        }
        long reached = quorum.reachedByQuorum(acked);
        if (reached <= point) {
            return false;
        }
        point = reached;
        return true;
    }

    /** The voter is gone: its acks count no longer, until it gives new ones. What is committed stays so. */
    void forget(int voter) {
        acked[quorum.indexOf(voter)] = NOTHING;
    }

    /** A quorum has everything up to here; negative as long as none has acked anything. */
    long point() {
        return point;
    }

    /** What the voter has acked, negative for nothing. */
    long acked(int voter) {
        return acked[quorum.indexOf(voter)];
    }
}
