package io.latchkey.client.session;

/** How a request ended. The first group comes from the server, the second is judged here. */
public enum Code {
    OK(0),
    UNIMPLEMENTED(-6),
    BAD_ARGUMENTS(-8),
    NO_NODE(-101),
    NO_AUTH(-102),
    BAD_VERSION(-103),
    NO_CHILDREN_FOR_EPHEMERALS(-108),
    NODE_EXISTS(-110),
    NOT_EMPTY(-111),
    QUOTA_EXCEEDED(-125),
    THROTTLED(-127),
    /** Any other error of the server. */
    REFUSED(-1),
    /** The node that guards a write is gone: nothing was changed. No server sends this number. */
    UNGUARDED(1),
    /** The session is over, by the server's word or by our clock; nothing of it happens any more. */
    SESSION_EXPIRED(-112),
    /** It was sent and the connection went: it may or may not have happened. */
    CONNECTION_LOST(-4),
    /** It was never sent: no connection in time, or too much is waiting. */
    UNAVAILABLE(-7),
    /** It was never sent: the client is closed. */
    CLOSED(-113);

    private static final Code[] ALL = values();

    private final int number;

    Code(int number) {
        this.number = number;
    }

    static Code of(int number) {
        for (Code code : ALL) {
            if (code.number == number) {
                return code;
            }
        }
        return REFUSED;
    }
}
