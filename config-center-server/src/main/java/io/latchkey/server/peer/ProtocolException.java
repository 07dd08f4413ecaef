package io.latchkey.server.peer;

/** The other end does not speak as a peer does. */
final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1;

    ProtocolException(String what) {
        super(what, null, false, false);
    }
}
