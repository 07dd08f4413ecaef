package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;
import java.util.List;

/** What one frame between two servers says, taken by itself; {@link LinkReader} makes sense of their sequence. */
sealed interface PeerFrame {
    void deliverTo(Receiver receiver);

    /** Any message that is complete in one frame and names its bond. */
    record Said(Message message) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSaid(message);
        }
    }

    /** The bond of the proposals that follow. */
    record Bond(long session) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onBond(session);
        }
    }

    /** A proposal for the present bond: the same frame for every learner. */
    record Proposed(Proposal proposal) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onProposed(proposal);
        }
    }

    /**
     * A snapshot is offered: a tree, and the transactions that lead from it to the one that is meant.
     *
     * @param zxid of the tree that is meant
     * @param base of the tree that comes in chunks
     * @param tailCount transactions that follow
     */
    record SnapshotStart(long session, long zxid, long base, long baseDigest, long tailCount) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotStart(this);
        }
    }

    /** What the receiver of an offer has of it already, from a transfer that broke off: the rest may come. */
    record SnapshotFrom(long session, long chunks) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotFrom(session, chunks);
        }
    }

    /** Transactions that follow the chunks. */
    record SnapshotTail(List<Proposal> proposals) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotTail(proposals);
        }
    }

    /** The receiver has all of it, durably. */
    record SnapshotTaken(long session) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotTaken(session);
        }
    }

    record SnapshotChunk(byte[] chunk) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotChunk(chunk);
        }
    }

    /** The sender knows that: what it says from now on is meant for the tree that was sent. */
    record SnapshotEnd(long session) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotEnd(session);
        }
    }

    /** The receiver has taken that many chunks of the snapshot: as many more may come. */
    record SnapshotCredit(int chunks) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotCredit(chunks);
        }
    }

    /**
     * A follower hands a client's request to the leader.
     *
     * @param epoch the one that the follower serves in
     * @param life tells the follower's processes apart
     * @param number the follower's number of the request; they rise, but after a new start of the bond it begins again
     *     with the first that waits
     * @param submission in its byte form
     */
    record Forwarded(long epoch, long life, long number, byte[] submission) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onForwarded(this);
        }
    }

    /**
     * A follower asks up to where a sync must see.
     *
     * @param epoch the one that the follower serves in
     * @param number by which the follower knows the answer
     */
    record SyncAsked(long epoch, long number) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSyncAsked(this);
        }
    }

    /** The leader's answer: all that was committed when it was asked is at or below {@code zxid}. */
    record SyncAnswered(long number, long zxid) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSyncAnswered(this);
        }
    }

    /** These sessions were heard of on a follower. */
    record Touched(long[] sessionIds) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onTouched(sessionIds);
        }
    }

    /** One method for each kind of frame. */
    interface Receiver {
        void onSaid(Message message);

        void onBond(long session);

        void onProposed(Proposal proposal);

        void onSnapshotStart(SnapshotStart start);

        void onSnapshotFrom(long session, long chunks);

        void onSnapshotTail(List<Proposal> proposals);

        void onSnapshotTaken(long session);

        void onSnapshotChunk(byte[] chunk);

        void onSnapshotEnd(long session);

        void onSnapshotCredit(int chunks);

        void onForwarded(Forwarded forwarded);

        void onSyncAsked(SyncAsked asked);

        void onSyncAnswered(SyncAnswered answered);

        void onTouched(long[] sessionIds);
    }
}
