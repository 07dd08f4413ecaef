package io.latchkey.client.session;

import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts a stream of bytes into length-prefixed frames. */
final class FrameSplitter {
    /** No reply a client asks for is larger; a listing of 100,000 queue entries is 6 MiB. */
    static final int FRAME_BYTES_MAX = 32 << 20;

    private final Consumer<JuteReader> frames;
    private byte[] held = new byte[0];

    FrameSplitter(Consumer<JuteReader> frames) {
        this.frames = frames;
    }

    /**
     * Takes the next bytes and hands out the frames that are complete.
     *
     * @throws MalformedFrameException for a length that is negative or above the limit
     */
    void accept(byte[] chunk) {
        byte[] bytes = chunk;
        if (held.length > 0) {
            bytes = Arrays.copyOf(held, held.length + chunk.length);
            System.arraycopy(chunk, 0, bytes, held.length, chunk.length);
        }
        int at = 0;
        while (bytes.length - at >= Integer.BYTES) {
            int length = new JuteReader(bytes, at, Integer.BYTES).readInt();
            if (length < 0 || length > FRAME_BYTES_MAX) {
                throw new MalformedFrameException("a frame of " + length + " bytes");
            }
            if (bytes.length - at - Integer.BYTES < length) {
                break;
            }
            frames.accept(new JuteReader(bytes, at + Integer.BYTES, length));
            at += Integer.BYTES + length;
        }
        held = at == 0 ? bytes : Arrays.copyOfRange(bytes, at, bytes.length);
    }
}
