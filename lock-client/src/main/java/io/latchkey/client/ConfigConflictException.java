package io.latchkey.client;

import java.io.Serial;

/**
 * A conditional change met another version than it asked for.
 * Read the present value and decide again.
 */
public class ConfigConflictException extends LatchkeyException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With words for the reader. */
    public ConfigConflictException(String message) {
        super(message);
    }
}
