package io.latchkey.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One client of the protocol: frames out, frames in, replies matched to requests by their order. One thread. */
final class Connection {
    /** Hears of what comes back. */
    interface Listener {
        /**
         * @param error the protocol's error code
         * @param body the reply behind its header
         */
        void onReply(Connection connection, Request request, int error, ByteBuffer body) throws IOException;

        void onEvent(Connection connection) throws IOException;
    }

    /** A request on its way; {@code tag} is the workload's own. */
    record Request(int xid, int tag, long sentNanos) {}

    private static final int EVENT_XID = -1;
    private static final int PING_XID = -2;
    private static final int SESSION_TIMEOUT_MS = 30_000;
    private static final int FRAME_BYTES_MAX = 64 << 20;

    final int id;
    private final InetSocketAddress server;
    private final SocketChannel channel;
    private final Listener listener;
    private final Deque<Request> pending = new ArrayDeque<>();
    private ByteBuffer in = ByteBuffer.allocate(4 << 10);
    private ByteBuffer out = ByteBuffer.allocate(4 << 10);
    private @Nullable SelectionKey key;
    private boolean ending;
    private boolean ended;
    private int lastXid;

    /** Connects and asks for a session; {@link #awaitSession} must follow. */
    Connection(int id, InetSocketAddress server, Listener listener) throws IOException {
        this.id = id;
        this.server = server;
        this.listener = listener;
        try {
            channel = SocketChannel.open(server);
        } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
            throw new IOException("can't connect to " + server + ": " + e, e);
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(Frames.connect(SESSION_TIMEOUT_MS)));
    }

    /** Waits until the server has given a session; from then on the connection is the selector's. */
    void awaitSession(Selector selector) throws IOException {
        in.limit(4);
        fill();
        int length = in.flip().getInt();
        if (length < 36 || length > 1024) {
            throw new IOException(server + " does not answer as a ZooKeeper server does");
        }
        in.clear().limit(length);
        fill();
        in.flip().getInt();
        if (in.getInt() <= 0) {
            throw new IOException(server + " gave no session");
        }
        in.clear();
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    private void fill() throws IOException {
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new IOException(server + " closed the connection: is it serving?");
            }
        }
    }

    int nextXid() {
        return ++lastXid;
    }

    int outstanding() {
        return pending.size();
    }

    /** Queues a frame made with {@link #nextXid}; {@link #flush} sends it. */
    void send(int tag, byte[] frame) {
        pending.add(new Request(lastXid, tag, System.nanoTime()));
        queue(frame);
    }

    void ping() {
        pending.add(new Request(PING_XID, -1, System.nanoTime()));
        queue(Frames.ping());
    }

    /** Asks the server to end the session; {@link #ended} turns true when it has. */
    void end() throws IOException {
        ending = true;
        send(-1, Frames.close(nextXid()));
        flush();
    }

    boolean ended() {
        return ended;
    }

    private void queue(byte[] frame) {
        if (out.remaining() < frame.length) {
            ByteBuffer bigger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + frame.length));
            bigger.put(out.flip());
            out = bigger;
        }
        out.put(frame);
    }

    void flush() throws IOException {
        if (out.position() == 0 || key == null) {
            return;
        }
        out.flip();
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        out.compact();
    }

    /** Reads what is there and tells the listener. */
    void onReadable() throws IOException {
        if (channel.read(in) < 0) {
            onEof();
            return;
        }
        in.flip();
        while (in.remaining() >= 4) {
            int length = in.getInt(in.position());
            if (length < 16 || length > FRAME_BYTES_MAX) {
                throw new IOException(server + " sent a frame of " + length + " bytes");
            }
            if (in.remaining() < 4 + length) {
                break;
            }
            ByteBuffer frame = in.slice(in.position() + 4, length);
            in.position(in.position() + 4 + length);
            onFrame(frame);
        }
        in.compact();
        if (!in.hasRemaining()) {
            in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
        }
    }

    private void onEof() throws IOException {
        if (!ending) {
            throw new IOException(server + " closed connection " + id);
        }
        ended = true;
        if (key != null) {
            key.cancel();
        }
    }

    private void onFrame(ByteBuffer frame) throws IOException {
        int xid = frame.getInt();
        frame.getLong();
        int error = frame.getInt();
        if (xid == EVENT_XID) {
            listener.onEvent(this);
            return;
        }
        Request request = pending.poll();
        if (request == null || request.xid() != xid) {
            throw new IOException(server + " sent reply " + xid + " where " + request + " was due");
        }
        if (ending && pending.isEmpty()) {
            ended = true;
        } else if (xid != PING_XID) {
            listener.onReply(this, request, error, frame);
        }
    }

    /** Drops the connection, whatever is on its way. */
    void close() throws IOException {
        channel.close();
    }
}
