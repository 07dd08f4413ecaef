package io.latchkey.client;

import java.io.Serial;

/**
 * The lease is no longer held.
 * Whatever it protected may be in other hands: stop, don't repair.
 */
public class LeaseLostException extends LatchkeyException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With words for the reader. */
    public LeaseLostException(String message) {
        super(message);
    }
}
