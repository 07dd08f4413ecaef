package io.latchkey.client;

import java.io.Serial;

/**
 * The lock could not be had for a reason other than somebody holding it: no server, no quorum, the session expired while waiting, or the queue entry was removed.
 * Nothing is held.
 */
public class LockUnavailableException extends LatchkeyException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With words for the reader. */
    public LockUnavailableException(String message) {
        super(message);
    }
}
