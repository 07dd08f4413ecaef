package io.latchkey.client.session;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server: the frames, and the requests that wait for their answer on it, in order. All frames
 * written in one turn of the loop leave in one write.
 */
final class Link {
    /** What {@link Listener#onBroken} says after {@link #sendClose} was answered. */
    static final String SESSION_CLOSED = "the session is closed";

    private static final int XID_EVENT = -1;
    private static final int XID_PING = -2;
    private static final int XID_SET_WATCHES = -8;
    private static final int XID_PLACE = -16;
    /** An error that ends the connection rather than the request. */
    private static final int SESSION_MOVED = -118;

    private static final int OP_PING = 11;
    private static final int OP_CLOSE = -11;
    private static final int OP_SET_WATCHES = 105;
    private static final int SET_WATCHES_BYTES_MAX = 64 * 1024;
    private static final WatchEvent.Kind[] KINDS = WatchEvent.Kind.values();

    /** What the session hears of its link; never after {@link #discard}. */
    interface Listener {
        void onHandshake(Link link, HandshakeReply reply);

        /** The server has acknowledged something sent at that time; nothing else of the frame was looked at yet. */
        void onAcknowledged(Link link, long sentNanos);

        void onEvent(WatchEvent event);

        void onPlace(Place place);

        void onBroken(Link link, String why);
    }

    private final Loop loop;
    private final MonotonicClock clock;
    private final NetSocket socket;
    private final Chroot chroot;
    private final Listener listener;
    private final FrameSplitter splitter = new FrameSplitter(this::onFrame);
    private final JuteWriter out = new JuteWriter();
    private final Deque<Pending<?>> inFlight = new ArrayDeque<>();
    private final WatchTable watches;
    private boolean attached;
    private boolean extended;
    private boolean closing;
    private boolean discarded;
    private boolean flushing;
    private int nextXid = 1;
    private long handshakeNanos;
    private long closeNanos;
    private long lastSentNanos;
    private long lastHeardNanos;
    private long pingNanos;
    private boolean pinging;
    private long lastZxid;

    Link(Loop loop, MonotonicClock clock, NetSocket socket, Chroot chroot, WatchTable watches, Listener listener) {
        this.loop = loop;
        this.clock = clock;
        this.socket = socket;
        this.chroot = chroot;
        this.watches = watches;
        this.listener = listener;
        this.lastHeardNanos = clock.nanos();
        socket.handler(this::onBytes);
        socket.exceptionHandler(e -> broken(String.valueOf(e.getMessage())));
        socket.closeHandler(ignored -> broken("closed by the server"));
    }

    void sendHandshake(long seenZxid, int timeoutMillis, long sessionId, byte[] password, boolean askExtended) {
        handshakeNanos = clock.nanos();
        lastSentNanos = handshakeNanos;
        lastZxid = seenZxid;
        HandshakeReply.writeRequest(out, seenZxid, timeoutMillis, sessionId, password, askExtended);
        flushLater();
    }

    void send(Pending<?> pending, @Nullable Incarnation incarnation) {
        int xid = nextXid;
        nextXid = nextXid == Integer.MAX_VALUE ? 1 : nextXid + 1;
        lastSentNanos = clock.nanos();
        pending.sent(xid, incarnation, lastSentNanos);
        int frame = header(xid, pending.request().opcode());
        pending.request().write(out, chroot);
        out.endFrame(frame);
        inFlight.add(pending);
        flushLater();
    }

    void sendPing() {
        if (pinging) {
            return;
        }
        pinging = true;
        pingNanos = clock.nanos();
        lastSentNanos = pingNanos;
        out.endFrame(header(XID_PING, OP_PING));
        flushLater();
    }

    void sendClose() {
        closing = true;
        closeNanos = clock.nanos();
        out.endFrame(header(nextXid, OP_CLOSE));
        flushLater();
    }

    /** Sets all watches again after a reconnect; the server reports what changed meanwhile. */
    void sendWatches(WatchTable table) {
        List<List<String>> kinds =
                List.of(table.dataPaths(), table.existPaths(), table.childrenPaths(), table.treePaths());
        long relativeZxid = lastZxid;
        List<List<String>> chunk = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int bytes = 0;
        for (int kind = 0; kind < kinds.size(); kind++) {
            for (String path : kinds.get(kind)) {
                chunk.get(kind).add(chroot.toServer(path));
                bytes += path.length() + Integer.BYTES;
                if (bytes > SET_WATCHES_BYTES_MAX) {
                    writeWatches(relativeZxid, chunk);
                    chunk.forEach(List::clear);
                    bytes = 0;
                }
            }
        }
        if (bytes > 0) {
            writeWatches(relativeZxid, chunk);
        }
    }

    private void writeWatches(long relativeZxid, List<List<String>> chunk) {
        int frame = header(XID_SET_WATCHES, OP_SET_WATCHES);
        out.writeLong(relativeZxid);
        out.writeStrings(chunk.get(0)); // data
        out.writeStrings(chunk.get(1)); // exist
        out.writeStrings(chunk.get(2)); // children
        out.writeInt(0); // persistent
        out.writeStrings(chunk.get(3)); // persistent recursive
        out.endFrame(frame);
        flushLater();
    }

    private int header(int xid, int opcode) {
        int frame = out.beginFrame();
        out.writeInt(xid);
        out.writeInt(opcode);
        return frame;
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            loop.execute(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        if (!discarded && out.size() > 0) {
            socket.write(Buffer.buffer(out.take())).onFailure(e -> broken(String.valueOf(e.getMessage())));
        }
    }

    private void onBytes(Buffer bytes) {
        if (discarded) {
            return;
        }
        lastHeardNanos = clock.nanos();
        try {
            splitter.accept(bytes.getBytes());
        } catch (MalformedFrameException e) {
            broken("malformed frame: " + e.getMessage());
        }
    }

    private void onFrame(JuteReader in) {
        if (discarded) {
            return;
        }
        if (!attached) {
            attached = true;
            HandshakeReply reply = HandshakeReply.read(in);
            extended = reply.extension() > 0;
            listener.onHandshake(this, reply);
            return;
        }
        int xid = in.readInt();
        long zxid = in.readLong();
        int error = in.readInt();
        lastZxid = Math.max(lastZxid, zxid);
        switch (xid) {
            case XID_EVENT -> onEvent(in, zxid);
            case XID_PLACE -> listener.onPlace(Place.read(in, chroot));
            case XID_PING -> onPong();
            case XID_SET_WATCHES -> checkWatchesSet(error);
            default -> onReply(xid, zxid, error, in);
        }
    }

    private void onEvent(JuteReader in, long zxid) {
        int type = in.readInt();
        in.readInt(); // state
        String path = chroot.toClient(in.readString());
        if (type >= 1 && type <= KINDS.length) {
            listener.onEvent(new WatchEvent(KINDS[type - 1], path, zxid));
        }
    }

    private void onPong() {
        pinging = false;
        listener.onAcknowledged(this, pingNanos);
    }

    private void checkWatchesSet(int error) {
        if (error != 0) {
            broken("the server refused to set the watches again, error " + error);
        }
    }

    private void onReply(int xid, long zxid, int error, JuteReader in) {
        Pending<?> pending = inFlight.peek();
        if (pending == null && closing) {
            broken(SESSION_CLOSED);
            return;
        }
        if (pending == null || pending.xid() != xid) {
            throw new MalformedFrameException("reply " + xid + " is out of order");
        }
        listener.onAcknowledged(this, pending.sentNanos());
        if (discarded) {
            return; // the session turned out to be over; the session has failed what was in flight
        }
        if (error == SESSION_MOVED) {
            broken("the session has moved to another connection");
            return;
        }
        inFlight.remove();
        pending.answered(error, zxid, in, chroot, watches);
    }

    private void broken(String why) {
        if (!discarded) {
            listener.onBroken(this, why);
        }
    }

    /** Closes the connection and returns what was in flight; the listener hears nothing more. */
    List<Pending<?>> discard() {
        discarded = true;
        socket.close();
        List<Pending<?>> lost = List.copyOf(inFlight);
        inFlight.clear();
        return lost;
    }

    /** Since when the server owes an answer and has said nothing at all, or -1 when it owes none. */
    long silentNanos(long now) {
        long asked = !attached ? handshakeNanos : closing ? closeNanos : pinging ? pingNanos : Long.MAX_VALUE;
        Pending<?> oldest = inFlight.peek();
        if (oldest != null) {
            asked = Math.min(asked, oldest.sentNanos());
        }
        return asked == Long.MAX_VALUE ? -1 : now - Math.max(asked, lastHeardNanos);
    }

    /** Whether the server knows Latchkey's own requests. */
    boolean extended() {
        return extended;
    }

    boolean attached() {
        return attached;
    }

    long handshakeNanos() {
        return handshakeNanos;
    }

    long idleNanos(long now) {
        return now - lastSentNanos;
    }

    int inFlightCount() {
        return inFlight.size();
    }

    long lastZxid() {
        return lastZxid;
    }

    String server() {
        return String.valueOf(socket.remoteAddress());
    }
}
