package io.latchkey.client;

import java.io.Serial;

/**
 * A change was sent and the connection went before the answer: it may or may not have happened.
 * Read before writing again.
 */
public class OutcomeUnknownException extends LatchkeyException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With words for the reader. */
    public OutcomeUnknownException(String message) {
        super(message);
    }
}
