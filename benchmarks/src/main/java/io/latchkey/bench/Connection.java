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

/** One client of the protocol: frames out, frames in, replies matched to requests by their order. One thread. */
final class Connection {
    /** Hears of what comes back. */
    interface Listener {
        /**
         * @param error the protocol's error code
         * @param body the reply behind its header
         */
        void onReply(Connection connection, Request request, int error, ByteBuffer body);

        void onEvent(Connection connection, long nowNanos);
    }

    /** A request on its way; {@code tag} is the workload's own. */
    record Request(int xid, int tag, long sentNanos) {}

    private static final int EVENT_XID = -1;
    private static final int PING_XID = -2;
    private static final int SESSION_TIMEOUT_MS = 30_000;

    final int id;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Listener listener;
    private final Deque<Request> pending = new ArrayDeque<>();
    private ByteBuffer in = ByteBuffer.allocate(64 << 10);
    private ByteBuffer out = ByteBuffer.allocate(64 << 10);
    private boolean connected;
    private int lastXid;

    /** Connects and waits until the server has given a session. */
    Connection(int id, InetSocketAddress server, Selector selector, Listener listener) throws IOException {
        this.id = id;
        this.listener = listener;
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(Frames.connect(SESSION_TIMEOUT_MS)));
        readHandshake(server);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    private void readHandshake(InetSocketAddress server) throws IOException {
        in.limit(4);
        fill(server);
        int length = in.flip().getInt();
        if (length < 36 || length > 1024) {
            throw new IOException(server + " does not answer as a ZooKeeper server does");
        }
        in.clear().limit(length);
        fill(server);
        in.flip().getInt();
        if (in.getInt() <= 0) {
            throw new IOException(server + " gave no session");
        }
        in.clear();
        connected = true;
    }

    private void fill(InetSocketAddress server) throws IOException {
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

    private void queue(byte[] frame) {
        if (out.remaining() < frame.length) {
            ByteBuffer bigger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + frame.length));
            bigger.put(out.flip());
            out = bigger;
        }
        out.put(frame);
    }

    void flush() throws IOException {
        if (out.position() == 0) {
            return;
        }
        out.flip();
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        out.compact();
    }

    /** Reads what is there and tells the listener. */
    void onReadable() throws IOException {
        int n = channel.read(in);
        if (n < 0) {
            throw new IOException("connection " + id + " was closed by the server");
        }
        in.flip();
        while (in.remaining() >= 4) {
            int length = in.getInt(in.position());
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

    private void onFrame(ByteBuffer frame) throws IOException {
        int xid = frame.getInt();
        frame.getLong();
        int error = frame.getInt();
        if (xid == EVENT_XID) {
            listener.onEvent(this, System.nanoTime());
            return;
        }
        Request request = pending.poll();
        if (request == null || request.xid() != xid) {
            throw new IOException("reply " + xid + " where " + request + " was due: replies out of order");
        }
        if (xid != PING_XID) {
            listener.onReply(this, request, error, frame);
        }
    }

    /** Ends the session and the connection. */
    void close() throws IOException {
        if (connected) {
            connected = false;
            queue(Frames.close(nextXid()));
            out.flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
        channel.close();
    }
}
