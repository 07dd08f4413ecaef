package io.latchkey.zab.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What servers of an ensemble say to each other. In brackets: the name in the ZAB paper.
 *
 * <p>All but the first belong to the bond between one follower and one leader; the follower numbers its bonds from 1,
 * and what bears another number than the present bond's is stale and falls away.
 */
public sealed interface Message {
    /** Double dispatch, so that whoever handles messages has to handle each. */
    void deliverTo(Receiver receiver, int from);

    /**
     * Phase 0. A looking server's vote; or, from one that has found its leader, who that is.
     *
     * @param vote of a settled server, only {@code currentEpoch} and {@code server}, the leader, mean anything
     * @param disk label of the sender's disk: a vote belongs to a disk
     * @param acceptedEpoch the sender's; 0 tells a fresh server that the ensemble is new
     */
    record Notification(long round, Vote vote, Role role, long disk, long acceptedEpoch) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onNotification(from, this);
        }
    }

    /**
     * Phase 1, follower to leader [CEPOCH]; repeated until answered.
     *
     * @param disk label of the follower's disk: its promises and acks belong to that disk
     */
    record FollowerInfo(long session, long acceptedEpoch, long disk) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onFollowerInfo(from, this);
        }
    }

    /** Phase 1, leader to follower [NEWEPOCH]. */
    record LeaderInfo(long session, long newEpoch) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onLeaderInfo(from, this);
        }
    }

    /**
     * Phase 1, follower to leader [ACK-E].
     *
     * @param epochEnds the last zxid of each epoch in the follower's history above {@code committed}, falling: with
     *     them, the leader finds where the histories part
     * @param committed everything up to here the follower knows to be committed
     * @param promised this message stands for a promise made now; false if the follower had promised this epoch before
     */
    record AckEpoch(long session, long currentEpoch, List<Long> epochEnds, long committed, boolean promised)
            implements Message {
        /** The last zxid of the follower's history. */
        public long lastZxid() {
            return epochEnds.isEmpty() ? committed : epochEnds.get(0);
        }

        @Override
        public void deliverTo(Receiver r, int from) {
            r.onAckEpoch(from, this);
        }
    }

    /** Phase 2: keep the history up to {@code keepTo} and drop what follows, if anything does. */
    record Trunc(long session, long keepTo) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onTrunc(from, this);
        }
    }

    /**
     * Phase 2: forget the history; {@code image} is the tree at {@code zxid}, with all that led to it.
     *
     * @param config the configuration as of that zxid; null if it never changed until there
     */
    record Snap(
            long session, long zxid, Image image, @Nullable QuorumConfig config) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onSnap(from, this);
        }
    }

    /** Phase 2, its end: the history sent so far is the one that {@code epoch} starts from [NEWLEADER]. */
    record NewLeader(long session, long epoch) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onNewLeader(from, this);
        }
    }

    /** Phase 3 begins for this follower; everything up to {@code committed} is committed [COMMIT-LD]. */
    record UpToDate(long session, long committed) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onUpToDate(from, this);
        }
    }

    /** Phases 2 and 3 [PROPOSE]. */
    record Propose(long session, Proposal proposal) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onPropose(from, this);
        }
    }

    /** Cumulative: everything up to {@code zxid} is durable here; (e,0) acknowledges NEWLEADER(e) [ACK, ACK-LD]. */
    record Ack(long session, long zxid) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onAck(from, this);
        }
    }

    /** Cumulative: everything up to {@code zxid} is committed [COMMIT]. */
    record Commit(long session, long zxid) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onCommit(from, this);
        }
    }

    /**
     * The sender does not lead the receiver, or no longer: look for another leader at once, or go straight to phase 1
     * with the one that it names.
     *
     * @param successor who leads next, or {@link #NOBODY}; like an election, this is only advice
     */
    record Abdicate(long session, int successor) implements Message {
        public static final int NOBODY = 0;

        public Abdicate(long session) {
            this(session, NOBODY);
        }

        @Override
        public void deliverTo(Receiver r, int from) {
            r.onAbdicate(from, this);
        }
    }

    /**
     * Leader to follower, and back: still here.
     *
     * @param round of the leader's questions whether it still leads; the follower answers with the same
     */
    record Ping(long session, long round) implements Message {
        @Override
        public void deliverTo(Receiver r, int from) {
            r.onPing(from, this);
        }
    }

    /** One method for each message and none has a default: who ignores one has to write it down. */
    interface Receiver {
        void onNotification(int from, Notification m);

        void onFollowerInfo(int from, FollowerInfo m);

        void onLeaderInfo(int from, LeaderInfo m);

        void onAckEpoch(int from, AckEpoch m);

        void onTrunc(int from, Trunc m);

        void onSnap(int from, Snap m);

        void onNewLeader(int from, NewLeader m);

        void onUpToDate(int from, UpToDate m);

        void onPropose(int from, Propose m);

        void onAck(int from, Ack m);

        void onCommit(int from, Commit m);

        void onAbdicate(int from, Abdicate m);

        void onPing(int from, Ping m);
    }
}
