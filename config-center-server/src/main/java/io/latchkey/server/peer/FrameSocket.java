package io.latchkey.server.peer;

import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * A connection that carries frames. Belongs to one event loop, on which all of its methods are called and call back.
 */
final class FrameSocket {
    /** The reason when the other end closed in order. */
    static final String CLOSED = "the connection was closed";

    private final NetSocket socket;
    private final FrameDecoder decoder;
    private final FrameDecoder.Sink sink;
    private Listener listener;
    private boolean open = true;

    FrameSocket(NetSocket socket, int frameBytesMax, Listener first) {
        this.socket = socket;
        this.decoder = new FrameDecoder(frameBytesMax);
        this.sink = new FrameDecoder.Sink() {
            @Override
            public void frame(byte[] frame, boolean news) throws ProtocolException {
                listener.onFrame(frame, news);
            }

            @Override
            public boolean open() {
                return open;
            }
        };
        this.listener = first;
        socket.handler(this::feed);
        socket.closeHandler(closed -> lost(CLOSED));
        socket.exceptionHandler(e -> lost(reason(e)));
    }

    /** What went wrong, in a line for the log; nothing of it is the peer's choice. */
    static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause instanceof NotSslRecordException) {
            return "it does not speak TLS"; // the exception's own message is what the stranger sent
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** From the next frame on, which may be in the bytes at hand. */
    void listen(Listener next, int frameBytesMax, int newsBytesMax) {
        listener = next;
        decoder.limit(frameBytesMax, newsBytesMax);
    }

    private void feed(Buffer bytes) {
        try {
            decoder.feed(bytes, sink);
        } catch (ProtocolException e) {
            lost(reason(e));
        }
    }

    /** Each once, however many reasons there are. */
    private void lost(String why) {
        if (open) {
            destroy();
            listener.onLost(why);
        }
    }

    /** Sends one frame as it is. */
    void send(byte[] frame) {
        write(Buffer.buffer(FrameDecoder.HEADER_BYTES + frame.length)
                .appendInt(frame.length)
                .appendBytes(frame));
    }

    /** Writes whole frames with their lengths; completed when the operating system has taken them. */
    Future<Void> write(Buffer frames) {
        return socket.write(frames);
    }

    /** Sends a last frame and closes once it is out. The listener hears nothing any more. */
    void sendAndClose(byte[] frame) {
        send(frame);
        open = false;
        socket.close();
    }

    /** At once, whatever waits to be written: a socket's own close would wait for a peer that does not read. */
    void destroy() {
        open = false;
        var unused = ((NetSocketInternal) socket).channelHandlerContext().close();
    }

    boolean open() {
        return open;
    }

    /** The other end, for the log. */
    String remote() {
        return String.valueOf(socket.remoteAddress());
    }

    /** What comes of a socket. */
    interface Listener {
        /**
         * @param news whether it is not for the engine; never before {@link #listen} has allowed for it
         * @throws ProtocolException to have the connection closed
         */
        void onFrame(byte[] frame, boolean news) throws ProtocolException;

        /** The connection is gone, and this side did not ask for it; nothing follows. */
        void onLost(String why);
    }
}
