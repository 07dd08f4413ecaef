package io.latchkey.client;

import java.io.Serial;

/**
 * A fenced resource has seen a later holder of the lock than the one that asks: whoever asks has lost the lock, perhaps
 * without knowing, and must not write any more.
 */
public class StaleTokenException extends LatchkeyException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Names the token that was refused, and what the resource knows of later holders. */
    public StaleTokenException(FencingToken refused, String known) {
        super("refused a write with token " + refused + ": " + known
                + "; the lock was lost, stop and acquire it again");
    }
}
