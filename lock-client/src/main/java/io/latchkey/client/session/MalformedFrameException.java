package io.latchkey.client.session;

import java.io.Serial;

/** The server sent bytes that are no valid frame; the connection is given up. */
final class MalformedFrameException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    MalformedFrameException(String message) {
        super(message);
    }
}
