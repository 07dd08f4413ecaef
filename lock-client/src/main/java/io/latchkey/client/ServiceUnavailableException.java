package io.latchkey.client;

import java.io.Serial;

/**
 * No server could be reached in time, or the session ended before the answer came.
 * Nothing is held or changed by the call, and trying again is safe.
 */
public class ServiceUnavailableException extends LatchkeyException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With words for the reader. */
    public ServiceUnavailableException(String message) {
        super(message);
    }
}
