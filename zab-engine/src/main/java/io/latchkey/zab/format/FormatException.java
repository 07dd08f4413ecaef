package io.latchkey.zab.format;

/** Bytes that are not what they should be; the message says where and what. */
public final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FormatException(String message) {
        super(message);
    }
}
