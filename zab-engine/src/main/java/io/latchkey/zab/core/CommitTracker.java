package io.latchkey.zab.core;

import java.util.Arrays;

/**
 * How far each server has made the leader's history durable, and so how far a quorum has. Who has no vote is noted too
 * and does not count.
 */
final class CommitTracker {
    private static final long NOTHING = -1;

    private final long[] acked = new long[Member.ID_MAX + 1];
    private final long[] disks = new long[Member.ID_MAX + 1];
    private QuorumConfig quorum;
    private long point = NOTHING;

    CommitTracker(QuorumConfig quorum) {
        this.quorum = quorum;
        Arrays.fill(acked, NOTHING);
    }

    /** From now on these are the quorums. What is committed stays so. */
    void changeTo(QuorumConfig next) {
        quorum = next;
    }

    /**
     * Takes note of a cumulative ack; true if a quorum has now got further.
     *
     * @param disk label of the disk that has it
     */
    boolean ack(int server, long disk, long zxid) {
        if (disks[server] != disk) {
            forget(server);
            disks[server] = disk;
        }
        if (zxid <= acked[server]) {
            return false; // acks are cumulative: a late one says nothing new
        }
        acked[server] = zxid;
        if (zxid <= point) {
            return false;
        }
        long reached = quorum.reachedByQuorum(m -> m.disk() == disks[m.id()] ? acked[m.id()] : NOTHING);
        if (reached <= point) {
            return false;
        }
        point = reached;
        return true;
    }

    /** The server is gone: its acks count no longer, until it gives new ones. What is committed stays so. */
    void forget(int server) {
        acked[server] = NOTHING;
    }

    /** A quorum has everything up to here; negative as long as none has acked anything. */
    long point() {
        return point;
    }

    /** What the server has acked, negative for nothing. */
    long acked(int server) {
        return acked[server];
    }
}
