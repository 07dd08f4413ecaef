package io.latchkey.server.zk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into frames, each with its length before it. Holds what has come and is not taken yet: at
 * most a frame and what one read of the socket brings, since its owner stops reading while frames are left.
 */
final class FrameParser {
    private final ByteBufAllocator allocator;
    private final int frameBytesMax;
    private @Nullable ByteBuf held;
    /** Whether {@link #held} is a buffer of our own that grows, not one that the socket was read into. */
    private boolean own;

    FrameParser(ByteBufAllocator allocator, int frameBytesMax) {
        this.allocator = allocator;
        this.frameBytesMax = frameBytesMax;
    }

    /** Takes {@code in} over. */
    void add(ByteBuf in) {
        if (held == null) {
            held = in;
            own = false;
            return;
        }
        keepOwn();
        ByteBuf all = held;
        if (all.readerIndex() > 0) {
            all.discardReadBytes();
        }
        all.writeBytes(in);
        in.release();
    }

    /**
     * The first four bytes that wait, without taking them; callers know whether they are there by {@link #waiting}.
     */
    int peek() {
        ByteBuf in = held;
        return in == null ? 0 : in.getInt(in.readerIndex());
    }

    int waiting() {
        return held == null ? 0 : held.readableBytes();
    }

    /**
     * Points {@code reader} at the next frame, which stays valid until the next call of any method.
     *
     * @return false if no whole frame is there
     * @throws MalformedRequest for a length that no frame has; nothing has been allocated for it
     */
    boolean next(JuteReader reader) {
        ByteBuf in = held;
        if (in == null || in.readableBytes() < Integer.BYTES) {
            return false;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 0 || length > frameBytesMax) {
            throw new MalformedRequest("a frame of " + length + " bytes; the most is " + frameBytesMax);
        }
        if (in.readableBytes() - Integer.BYTES < length) {
            return false;
        }
        reader.reset(in, in.readerIndex() + Integer.BYTES, length);
        in.skipBytes(Integer.BYTES + length);
        return true;
    }

    /** To be called when no more frames are taken for now: keeps what is left in no more memory than it needs. */
    void settle() {
        if (held != null && !held.isReadable()) {
            release();
        } else if (held != null) {
            keepOwn();
        }
    }

    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private void keepOwn() {
        ByteBuf in = held;
        if (in != null && !own) {
            held = allocator.buffer(in.readableBytes()).writeBytes(in);
            own = true;
            in.release();
        }
    }
}
