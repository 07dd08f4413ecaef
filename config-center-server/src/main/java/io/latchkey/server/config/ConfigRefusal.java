package io.latchkey.server.config;

/** A change of the configuration that can't be made as things are. The message says why and what to do, for people. */
public final class ConfigRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Why why;
    private final String detail;
    private final int presentVersion;

    /** What stands against the change. */
    public enum Why {
        NO_NAMESPACE,
        NAMESPACE_EXISTS,
        NAMESPACE_NOT_EMPTY,
        NO_KEY,
        NO_SUCH_VERSION,
        VERSION_HAS_NO_VALUE,
        CONDITION_FAILED,
        PARENT_IS_EPHEMERAL,
        TOO_CONTENDED,
        NOT_ACCEPTED
    }

    ConfigRefusal(Why why, String message) {
        this(why, message, 0);
    }

    ConfigRefusal(Why why, String message, int presentVersion) {
        super(message, null, false, false);
        this.why = why;
        this.detail = message;
        this.presentVersion = presentVersion;
    }

    public Why why() {
        return why;
    }

    /** The message. */
    public String detail() {
        return detail;
    }

    /** For {@link Why#CONDITION_FAILED}: the version of the key now, 0 if there is none. */
    public int presentVersion() {
        return presentVersion;
    }
}
