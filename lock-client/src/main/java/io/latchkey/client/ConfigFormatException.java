package io.latchkey.client;

import java.io.Serial;

/** The value of a configuration key is not of the type that was asked for. */
public class ConfigFormatException extends LatchkeyException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With words for the reader. */
    public ConfigFormatException(String message) {
        super(message);
    }
}
