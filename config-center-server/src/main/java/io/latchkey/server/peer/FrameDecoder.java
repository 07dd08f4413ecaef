package io.latchkey.server.peer;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into frames: four bytes of length, big-endian, then so many bytes. Not thread-safe. */
final class FrameDecoder {
    /** Bytes of length in front of each frame. */
    static final int HEADER_BYTES = Integer.BYTES;

    private int bytesMax;
    private int length;
    private int headerBytes;
    private byte @Nullable [] frame;
    private int frameBytes;

    FrameDecoder(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** From the next frame on. */
    void limit(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** @throws ProtocolException if a length is negative or beyond the limit; nothing was allocated for it */
    void feed(Buffer bytes, Sink sink) throws ProtocolException {
        int at = 0;
        while (at < bytes.length() && sink.open()) {
            byte[] into = frame;
            if (into == null) {
                length = (length << 8) | (bytes.getByte(at++) & 0xff);
                if (++headerBytes == HEADER_BYTES) {
                    begin();
                }
            } else {
                int part = Math.min(into.length - frameBytes, bytes.length() - at);
                bytes.getBytes(at, at + part, into, frameBytes);
                at += part;
                frameBytes += part;
            }
            byte[] full = frame;
            if (full != null && frameBytes == full.length) {
                frame = null;
                length = 0;
                headerBytes = 0;
                sink.frame(full);
            }
        }
    }

    private void begin() throws ProtocolException {
        if (length < 0 || length > bytesMax) {
            throw new ProtocolException(
                    "a frame of " + Integer.toUnsignedLong(length) + " bytes; at most " + bytesMax + " are allowed");
        }
        frame = new byte[length];
        frameBytes = 0;
    }

    /** Where frames go. */
    interface Sink {
        void frame(byte[] frame) throws ProtocolException;

        /** False once no more frames are wanted: the rest is dropped. */
        boolean open();
    }
}
