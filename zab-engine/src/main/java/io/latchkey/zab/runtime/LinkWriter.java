package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Check;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what is said on one link into frames. Engine thread. */
final class LinkWriter implements Message.Receiver {
    private static final long NO_BOND = Long.MIN_VALUE;

    /** Proposals go to all learners alike, and one after the other to each: the last frame serves them all. */
    static final class ProposalFrames {
        private @Nullable Proposal last;
        private byte[] frame = {};

        byte[] of(Proposal proposal) {
            if (!proposal.equals(last)) {
                frame = PeerCodec.proposed(proposal);
                last = proposal;
            }
            return frame;
        }

        void forget() {
            last = null;
            frame = new byte[0];
        }
    }

    private final ProposalFrames proposals;
    private final List<byte[]> frames = new ArrayList<>();
    private long bond = NO_BOND;
    private long bytes;

    LinkWriter(ProposalFrames proposals) {
        this.proposals = proposals;
    }

    void say(Message message) {
        message.deliverTo(this, 0);
    }

    void add(byte[] frame) {
        frames.add(frame);
        bytes += frame.length;
    }

    /** Of what has been said since the last {@link #take}. */
    long bytes() {
        return bytes;
    }

    /** What has been said since the last call, in order. */
    List<byte[]> take() {
        if (frames.isEmpty()) {
            return List.of();
        }
        List<byte[]> taken = List.copyOf(frames);
        frames.clear();
        bytes = 0;
        return taken;
    }

    @Override
    public void onPropose(int from, Message.Propose m) {
        if (m.session() != bond) {
            bond = m.session();
            add(PeerCodec.numbers(PeerCodec.BOND, bond));
        }
        add(proposals.of(m.proposal()));
    }

    @Override
    public void onSnap(int from, Message.Snap m) {
        Check.that(false, "a snapshot is sent chunk by chunk, as the peer takes them");
    }

    @Override
    public void onNotification(int from, Message.Notification m) {
        add(PeerCodec.frame(PeerCodec.NOTIFICATION, PeerCodec.write(m)));
    }

    @Override
    public void onFollowerInfo(int from, Message.FollowerInfo m) {
        add(PeerCodec.numbers(PeerCodec.FOLLOWER_INFO, m.session(), m.acceptedEpoch(), m.disk()));
    }

    @Override
    public void onLeaderInfo(int from, Message.LeaderInfo m) {
        add(PeerCodec.numbers(PeerCodec.LEADER_INFO, m.session(), m.newEpoch()));
    }

    @Override
    public void onAckEpoch(int from, Message.AckEpoch m) {
        add(PeerCodec.frame(PeerCodec.ACK_EPOCH, PeerCodec.write(m)));
    }

    @Override
    public void onTrunc(int from, Message.Trunc m) {
        add(PeerCodec.numbers(PeerCodec.TRUNC, m.session(), m.keepTo()));
    }

    @Override
    public void onNewLeader(int from, Message.NewLeader m) {
        add(PeerCodec.numbers(PeerCodec.NEW_LEADER, m.session(), m.epoch()));
    }

    @Override
    public void onUpToDate(int from, Message.UpToDate m) {
        add(PeerCodec.numbers(PeerCodec.UP_TO_DATE, m.session(), m.committed()));
    }

    @Override
    public void onAck(int from, Message.Ack m) {
        add(PeerCodec.numbers(PeerCodec.ACK, m.session(), m.zxid()));
    }

    @Override
    public void onCommit(int from, Message.Commit m) {
        add(PeerCodec.numbers(PeerCodec.COMMIT, m.session(), m.zxid()));
    }

    @Override
    public void onAbdicate(int from, Message.Abdicate m) {
        add(PeerCodec.numbers(PeerCodec.ABDICATE, m.session(), m.successor()));
    }

    @Override
    public void onPing(int from, Message.Ping m) {
        add(PeerCodec.numbers(PeerCodec.PING, m.session(), m.round()));
    }
}
