package io.latchkey.server.peer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A check value behind each frame of one direction of one link, over the frame, its kind and number: nobody in between can
 * change, repeat, drop or reorder frames unnoticed. Nothing is hidden. Without a secret there is no value. Not
 * thread-safe; frames are to be sealed in the order in which they are sent.
 */
final class FrameSeal {
    private static final int MAC_BYTES = 16;

    private final @Nullable Mac mac;
    private long sequence;

    private FrameSeal(@Nullable Mac mac) {
        this.mac = mac;
    }

    static FrameSeal none() {
        return new FrameSeal(null);
    }

    static FrameSeal with(byte[] key) {
        return new FrameSeal(PeerSecret.hmac(key));
    }

    /** How much longer a frame gets. */
    int bytes() {
        return mac == null ? 0 : MAC_BYTES;
    }

    /** The check value of the next frame. */
    byte[] seal(byte[] frame, boolean news) {
        return mac == null ? new byte[0] : next(mac, news, frame, frame.length);
    }

    /** The frame without its check value. */
    byte[] open(byte[] sealed, boolean news) throws ProtocolException {
        if (mac == null) {
            return sealed;
        }
        int length = sealed.length - MAC_BYTES;
        if (length < 0
                || !PeerSecret.same(
                        next(mac, news, sealed, length), Arrays.copyOfRange(sealed, length, sealed.length))) {
            throw new ProtocolException("a frame was changed on its way");
        }
        return Arrays.copyOf(sealed, length);
    }

    private byte[] next(Mac mac, boolean news, byte[] frame, int length) {
        mac.update(ByteBuffer.allocate(Long.BYTES + 1)
                .putLong(sequence++)
                .put((byte) (news ? 1 : 0))
                .flip());
        mac.update(frame, 0, length);
        return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    }
}
