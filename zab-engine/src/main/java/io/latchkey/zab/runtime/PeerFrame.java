package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;

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

    record SnapshotStart(long session, long zxid) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotStart(session, zxid);
        }
    }

    record SnapshotChunk(byte[] chunk) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotChunk(chunk);
        }
    }

    record SnapshotEnd(int chunks) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onSnapshotEnd(chunks);
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
     * @param number the follower's number of the request; on one link they rise
     * @param submission in its byte form
     */
    record Forwarded(long epoch, long number, byte[] submission) implements PeerFrame {
        @Override
        public void deliverTo(Receiver r) {
            r.onForwarded(this);
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

        void onSnapshotStart(long session, long zxid);

        void onSnapshotChunk(byte[] chunk);

        void onSnapshotEnd(int chunks);

        void onSnapshotCredit(int chunks);

        void onForwarded(Forwarded forwarded);

        void onTouched(long[] sessionIds);
    }
}
