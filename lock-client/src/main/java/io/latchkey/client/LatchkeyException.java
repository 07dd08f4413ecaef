package io.latchkey.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What this library throws. Unchecked, since most code can only let it pass. */
public class LatchkeyException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With words for the reader. */
    public LatchkeyException(String message) {
        super(message);
    }

    /** With words and a cause. */
    public LatchkeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
