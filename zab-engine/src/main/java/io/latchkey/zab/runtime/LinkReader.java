package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Image;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.tree.DataTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes sense of the frames that come by one link, one after the other. Engine thread. */
final class LinkReader implements PeerFrame.Receiver {
    private static final long NO_BOND = Long.MIN_VALUE;
    private static final int CHUNKS_MAX = 4096;

    /** Who wants to know what the peer says. */
    interface Handler {
        void onMessage(int from, Message message);

        /** A whole snapshot, whose image is the tree given along. */
        void onSnapshot(int from, Message.Snap snap, DataTree tree);

        /** A chunk of a snapshot has come; the peer sends on when it hears so. */
        void onChunkTaken(int from);

        void onSnapshotCredit(int from, int chunks);

        void onForwarded(int from, PeerFrame.Forwarded forwarded);

        void onTouched(int from, long[] sessionIds);
    }

    private final int peer;
    private final Handler handler;
    private final List<byte[]> chunks = new ArrayList<>();
    private PeerFrame.@Nullable SnapshotStart snapshot;
    private long bond = NO_BOND;
    private long lastNumber = Long.MIN_VALUE;

    LinkReader(int peer, Handler handler) {
        this.peer = peer;
        this.handler = handler;
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
    public void onSnapshotStart(long session, long zxid) {
        chunks.clear();
        snapshot = new PeerFrame.SnapshotStart(session, zxid);
    }

    @Override
    public void onSnapshotChunk(byte[] chunk) {
        if (snapshot == null) {
            throw new FormatException("a chunk of no snapshot");
        }
        if (chunk.length == 0 || chunk.length > Image.CHUNK_BYTES_MAX || chunks.size() == CHUNKS_MAX) {
            throw new FormatException("a chunk of " + chunk.length + " bytes after " + chunks.size());
        }
        chunks.add(chunk);
        handler.onChunkTaken(peer);
    }

    @Override
    public void onSnapshotEnd(int count) {
        PeerFrame.SnapshotStart start = snapshot;
        if (start == null || count != chunks.size()) {
            throw new FormatException("a snapshot of " + count + " chunks ends after " + chunks.size());
        }
        Image image = new Image(List.copyOf(chunks));
        chunks.clear();
        snapshot = null;
        DataTree tree = Images.tree(image, start.zxid());
        Message.Snap snap = new Message.Snap(start.session(), start.zxid(), image, QuorumNode.of(tree));
        handler.onSnapshot(peer, snap, tree);
    }

    @Override
    public void onSnapshotCredit(int count) {
        handler.onSnapshotCredit(peer, count);
    }

    @Override
    public void onForwarded(PeerFrame.Forwarded forwarded) {
        if (forwarded.number() <= lastNumber) {
            throw new FormatException("request " + forwarded.number() + " forwarded after " + lastNumber);
        }
        lastNumber = forwarded.number();
        handler.onForwarded(peer, forwarded);
    }

    @Override
    public void onTouched(long[] sessionIds) {
        handler.onTouched(peer, sessionIds);
    }
}
