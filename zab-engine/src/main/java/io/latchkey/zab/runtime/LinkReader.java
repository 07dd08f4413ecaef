package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.QuorumNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes sense of the frames that come by one link, one after the other. Engine thread. */
final class LinkReader implements PeerFrame.Receiver {
    private static final long NO_BOND = Long.MIN_VALUE;

    /** Who wants to know what the peer says. */
    interface Handler {
        void onMessage(int from, Message message);

        /** Its image is a {@link ReceivedSnapshot}, dropped unless it is kept now. */
        void onSnapshot(int from, Message.Snap snap);

        void onForwarded(int from, PeerFrame.Forwarded forwarded);

        void onSyncAsked(int from, PeerFrame.SyncAsked asked);

        void onSyncAnswered(PeerFrame.SyncAnswered answered);

        void onTouched(int from, long[] sessionIds);
    }

    /** Who deals with snapshots while they are under way, in both directions. */
    interface SnapshotHandler {
        void onStart(int peer, PeerFrame.SnapshotStart start);

        /** @throws FormatException if there is none */
        Download current();

        ReceivedSnapshot onEnd(long session);

        void onFrom(int peer, long session, long chunks);

        void onCredit(int peer, int chunks);

        void onTaken(int peer, long session);
    }

    private final int peer;
    private final Handler handler;
    private final SnapshotHandler snapshots;
    private PeerFrame.@Nullable SnapshotStart snapshot;
    private long bond = NO_BOND;

    LinkReader(int peer, Handler handler, SnapshotHandler snapshots) {
        this.peer = peer;
        this.handler = handler;
        this.snapshots = snapshots;
    }

    /** @throws FormatException if the frame is malformed or does not belong here: the link is of no more use */
    void read(byte[] frame) {
        PeerCodec.decode(frame).deliverTo(this);
    }

    @Override
    public void onSaid(Message message) {
        handler.onMessage(peer, message);
    }

    @Override
    public void onBond(long session) {
        bond = session;
    }

    @Override
    public void onProposed(Proposal proposal) {
        if (bond == NO_BOND) {
            throw new FormatException("a proposal for no bond");
        }
        handler.onMessage(peer, new Message.Propose(bond, proposal));
    }

    @Override
    public void onSnapshotStart(PeerFrame.SnapshotStart start) {
        snapshots.onStart(peer, start);
        snapshot = start;
    }

    @Override
    public void onSnapshotChunk(byte[] chunk) {
        PeerFrame.SnapshotStart start = announced();
        snapshots.current().chunk(chunk);
        heardOfLeader(start);
    }

    @Override
    public void onSnapshotTail(List<Proposal> proposals) {
        PeerFrame.SnapshotStart start = announced();
        snapshots.current().tail(proposals);
        heardOfLeader(start);
    }

    private PeerFrame.SnapshotStart announced() {
        if (snapshot == null) {
            throw new FormatException("a part of no snapshot");
        }
        return snapshot;
    }

    /** A snapshot may take longer than leader and follower wait for each other's words. */
    private void heardOfLeader(PeerFrame.SnapshotStart start) {
        handler.onMessage(peer, new Message.Ping(start.session(), 0));
    }

    @Override
    public void onSnapshotEnd(long session) {
        announced();
        ReceivedSnapshot whole = snapshots.onEnd(session);
        snapshot = null;
        handler.onSnapshot(peer, new Message.Snap(session, whole.tree().zxid(), whole, QuorumNode.of(whole.tree())));
    }

    @Override
    public void onSnapshotFrom(long session, long chunks) {
        snapshots.onFrom(peer, session, chunks);
    }

    @Override
    public void onSnapshotCredit(int count) {
        snapshots.onCredit(peer, count);
    }

    @Override
    public void onSnapshotTaken(long session) {
        snapshots.onTaken(peer, session);
    }

    @Override
    public void onForwarded(PeerFrame.Forwarded forwarded) {
        handler.onForwarded(peer, forwarded);
    }

    @Override
    public void onSyncAsked(PeerFrame.SyncAsked asked) {
        handler.onSyncAsked(peer, asked);
    }

    @Override
    public void onSyncAnswered(PeerFrame.SyncAnswered answered) {
        handler.onSyncAnswered(answered);
    }

    @Override
    public void onTouched(long[] sessionIds) {
        handler.onTouched(peer, sessionIds);
    }
}
