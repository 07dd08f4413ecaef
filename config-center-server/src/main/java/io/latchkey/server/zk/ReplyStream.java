package io.latchkey.server.zk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/** Gathers what is written to a connection, so that all of a turn leaves in one write. */
final class ReplyStream {
    private static final int START_BYTES = 512;
    /** Gathered bytes that are sent before the turn ends: how much a client is behind must show in time. */
    private static final int GATHERED_BYTES_MAX = 64 << 10;

    private final ChannelHandlerContext ctx;
    private final JuteWriter writer = new JuteWriter(Unpooled.EMPTY_BUFFER);
    private final ReplyCodec codec = new ReplyCodec(writer);
    private @Nullable ByteBuf gathered;

    ReplyStream(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** For the next frame only. */
    ReplyCodec next() {
        writer();
        return codec;
    }

    /** For the next frame only. */
    JuteWriter writer() {
        ByteBuf out = gathered;
        if (out != null && out.readableBytes() >= GATHERED_BYTES_MAX) {
            flush();
            out = null;
        }
        if (out == null) {
            out = ctx.alloc().buffer(START_BYTES);
            gathered = out;
            writer.reset(out);
        }
        return writer;
    }

    /** Whether the client takes what it is sent. While it does not, no more requests should be worked on. */
    boolean isWritable() {
        ByteBuf out = gathered;
        if (out != null && out.readableBytes() >= GATHERED_BYTES_MAX) {
            flush();
        }
        return ctx.channel().isWritable();
    }

    /** Bytes that the client has not taken yet. */
    long unsentBytes() {
        ChannelOutboundBuffer sending = ctx.channel().unsafe().outboundBuffer();
        long bytes = sending == null ? 0 : sending.totalPendingWriteBytes();
        return gathered == null ? bytes : bytes + gathered.readableBytes();
    }

    void flush() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            ctx.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    /** Closes the connection once the client has what was written. */
    void flushAndClose() {
        ByteBuf out = gathered;
        gathered = null;
        ctx.writeAndFlush(out == null ? Unpooled.EMPTY_BUFFER : out).addListener(ChannelFutureListener.CLOSE);
    }

    void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
