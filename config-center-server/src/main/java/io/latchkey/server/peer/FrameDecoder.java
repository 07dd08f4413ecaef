package io.latchkey.server.peer;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames: four bytes of length, big-endian, then so many bytes. A length with the highest
 * bit set is that of news, see {@link PeerNews}; the rest is for the engine. Not thread-safe.
 */
final class FrameDecoder {
    /** Bytes of length in front of each frame. */
    static final int HEADER_BYTES = Integer.BYTES;

    /** In the length of news. */
    static final int NEWS_BIT = 1 << 31;

    private int bytesMax;
    private int newsBytesMax = -1;
    private int length;
    private int headerBytes;
    private byte @Nullable [] frame;
    private int frameBytes;

    FrameDecoder(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** From the next frame on; until then no news is taken. */
    void limit(int bytesMax, int newsBytesMax) {
        this.bytesMax = bytesMax;
        this.newsBytesMax = newsBytesMax;
    }

    /** @throws ProtocolException if a length is beyond the limit; nothing was allocated for it */
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
                boolean news = (length & NEWS_BIT) != 0;
                frame = null;
                length = 0;
                headerBytes = 0;
                sink.frame(full, news);
            }
        }
    }

    private void begin() throws ProtocolException {
        int bytes = length & ~NEWS_BIT;
        int max = (length & NEWS_BIT) == 0 ? bytesMax : newsBytesMax;
        if (bytes > max) {
            throw new ProtocolException("a frame of " + bytes + " bytes; at most " + max + " are allowed");
        }
        frame = new byte[bytes];
        frameBytes = 0;
    }

    /** Where frames go. */
    interface Sink {
        void frame(byte[] frame, boolean news) throws ProtocolException;

        /** False once no more frames are wanted: the rest is dropped. */
        boolean open();
    }
}
