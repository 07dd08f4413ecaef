package io.latchkey.zab.tree;

/** Why a request was refused, with the number that the client protocol gives to it. */
public enum ErrorCode {
    OK(0),
    SYSTEM_ERROR(-1),
    RUNTIME_INCONSISTENCY(-2),
    MARSHALLING_ERROR(-5),
    UNIMPLEMENTED(-6),
    BAD_ARGUMENTS(-8),
    UNKNOWN_SESSION(-12),
    NEW_CONFIG_NO_QUORUM(-13),
    RECONFIG_IN_PROGRESS(-14),
    NO_NODE(-101),
    NO_AUTH(-102),
    BAD_VERSION(-103),
    NO_CHILDREN_FOR_EPHEMERALS(-108),
    NODE_EXISTS(-110),
    NOT_EMPTY(-111),
    SESSION_EXPIRED(-112),
    INVALID_ACL(-114),
    AUTH_FAILED(-115),
    SESSION_MOVED(-118),
    NOT_READ_ONLY(-119),
    NO_WATCHER(-121),
    RECONFIG_DISABLED(-123),
    QUOTA_EXCEEDED(-125),
    THROTTLED(-127);

    private static final ErrorCode[] ALL = values();

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The error with this number; {@link #SYSTEM_ERROR} when there is none. */
    public static ErrorCode of(int code) {
        for (ErrorCode e : ALL) {
            if (e.code == code) {
                return e;
            }
        }
        return SYSTEM_ERROR;
    }
}
