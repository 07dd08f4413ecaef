package io.latchkey.server.zk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is told, in the order in which it was decided. While the client takes it, it is gathered, so that
 * all of a turn leaves in one write. While it does not, answers and events alike are kept as what they will be made of,
 * parts of an immutable tree mostly, and written when there is room.
 *
 * <p>Belongs to its connection's loop.
 */
final class ReplyStream {
    /** One frame, as far as it is decided: whenever it is written, it comes out the same. */
    interface Frame {
        void writeTo(ReplyCodec out);
    }

    private record Held(long zxid, int bytes, Frame frame) {}

    private static final int START_BYTES = 512;
    /** Gathered bytes that are sent before the turn ends: how much a client is behind must show in time. */
    private static final int GATHERED_BYTES_MAX = 64 << 10;

    private final ChannelHandlerContext ctx;
    private final ConnectionFigures figures;
    private final Traffic traffic;
    private final JuteWriter writer = new JuteWriter(Unpooled.EMPTY_BUFFER);
    private final ReplyCodec codec = new ReplyCodec(writer);
    /**
     * Answers are bounded by the requests that one connection may have waiting, since none is taken while something is
     * held; events by {@link #unsentBytes}, which their writer looks at.
     */
    private final Deque<Held> held = new ArrayDeque<>();

    private long heldBytes;
    private @Nullable ByteBuf gathered;
    private boolean closing;

    ReplyStream(ChannelHandlerContext ctx, ConnectionFigures figures, Traffic traffic) {
        this.ctx = ctx;
        this.figures = figures;
        this.traffic = traffic;
    }

    /** @param zxid of its header */
    void answer(long zxid, Frame frame) {
        unasked(zxid, 0, frame);
    }

    /**
     * An event, or what else the client did not ask for.
     *
     * @param zxid of its header
     * @param bytes what it takes while it is held
     */
    void unasked(long zxid, int bytes, Frame frame) {
        if (isWritable()) {
            write(zxid, frame);
        } else {
            held.add(new Held(zxid, bytes, frame));
            heldBytes += bytes;
        }
    }

    private void write(long zxid, Frame frame) {
        writer();
        frame.writeTo(codec);
        sent(zxid);
    }

    /** To be called for each frame that was written to {@link #writer}. */
    void sent(long zxid) {
        figures.sent(zxid);
        traffic.sent();
    }

    /** For the next frame only, and only while nothing is held. */
    JuteWriter writer() {
        if (gathered == null) {
            gathered = ctx.alloc().buffer(START_BYTES);
            writer.reset(gathered);
        }
        return writer;
    }

    /** Whether the client takes what it is sent. While it does not, no more requests should be taken. */
    boolean isWritable() {
        if (!held.isEmpty()) {
            writeHeld();
        }
        return held.isEmpty() && hasRoom();
    }

    private void writeHeld() {
        while (!held.isEmpty() && hasRoom()) {
            Held next = held.remove();
            heldBytes -= next.bytes();
            write(next.zxid(), next.frame());
        }
    }

    private boolean hasRoom() {
        ByteBuf out = gathered;
        if (out != null && out.readableBytes() >= GATHERED_BYTES_MAX) {
            send();
        }
        return ctx.channel().isWritable();
    }

    /** Bytes that the client has not taken yet, and those of events that are held. */
    long unsentBytes() {
        ChannelOutboundBuffer sending = ctx.channel().unsafe().outboundBuffer();
        long bytes = heldBytes + (sending == null ? 0 : sending.totalPendingWriteBytes());
        return gathered == null ? bytes : bytes + gathered.readableBytes();
    }

    /** Ends a turn. */
    void flush() {
        writeHeld();
        if (closing && held.isEmpty()) {
            closing = false;
            ByteBuf out = gathered;
            gathered = null;
            ctx.writeAndFlush(out == null ? Unpooled.EMPTY_BUFFER : out).addListener(ChannelFutureListener.CLOSE);
        } else {
            send();
        }
    }

    private void send() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            ctx.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    /** Closes the connection once the client has all that it was told. */
    void flushAndClose() {
        closing = true;
        flush();
    }

    void release() {
        held.clear();
        heldBytes = 0;
        closing = false;
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
