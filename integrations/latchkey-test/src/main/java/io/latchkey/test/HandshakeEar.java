package io.latchkey.test;

import io.vertx.core.buffer.Buffer;
import java.util.function.LongConsumer;

/**
 * Hears in the first bytes that a server says on a connection which session it serves there: the reply to the handshake
 * is a length, a version, a timeout, the session's id and its password. Something else, as the answer to a four-letter
 * word, tells nothing.
 */
final class HandshakeEar {
    private static final int REPLY_BYTES_MIN = 36;

    /** With the byte that tells whether the server is read-only, and the agreement on the extension of the protocol. */
    private static final int REPLY_BYTES_MAX = REPLY_BYTES_MIN + 1 + 2 * Integer.BYTES;

    private static final int ID_AT = 12;

    private final LongConsumer heard;
    private final Buffer head = Buffer.buffer(ID_AT + Long.BYTES);
    private boolean done;

    /** @param heard gets the id of a session that was opened or taken up */
    HandshakeEar(LongConsumer heard) {
        this.heard = heard;
    }

    void hear(Buffer bytes) {
        if (done) {
            return;
        }
        head.appendBuffer(bytes, 0, Math.min(bytes.length(), ID_AT + Long.BYTES - head.length()));
        if (head.length() == ID_AT + Long.BYTES) {
            done = true;
            int length = head.getInt(0);
            long id = head.getLong(ID_AT);
            if (length >= REPLY_BYTES_MIN && length <= REPLY_BYTES_MAX && id != 0) {
                heard.accept(id);
            }
        }
    }
}
