package io.latchkey.server.config;

import org.jspecify.annotations.Nullable;

/**
 * What must be true of a key for a change of it to happen.
 *
 * @param version the one that {@link Kind#VERSION} asks for, otherwise 0
 */
public record Condition(Kind kind, int version) {
    public static final Condition NONE = new Condition(Kind.NONE, 0);
    public static final Condition ABSENT = new Condition(Kind.ABSENT, 0);
    public static final Condition PRESENT = new Condition(Kind.PRESENT, 0);

    /** What is asked for. */
    public enum Kind {
        /** Anything will do. */
        NONE,
        /** The key must not exist. */
        ABSENT,
        /** The key must exist, in any version. */
        PRESENT,
        /** The key must exist in a certain version. */
        VERSION
    }

    /** The key must exist in this version. */
    public static Condition version(int version) {
        return new Condition(Kind.VERSION, version);
    }

    /** @param present what is there, null if there is no such key */
    public boolean holds(ConfigTree.@Nullable Entry present) {
        return switch (kind) {
            case NONE -> true;
            case ABSENT -> present == null;
            case PRESENT -> present != null;
            case VERSION -> present != null && present.newest().version() == version;
        };
    }
}
