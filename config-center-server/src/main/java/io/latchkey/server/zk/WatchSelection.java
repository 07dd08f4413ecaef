package io.latchkey.server.zk;

import org.jspecify.annotations.Nullable;

/** Which watches of a path are meant when a client asks about them or takes them back. */
enum WatchSelection {
    CHILDREN,
    DATA,
    ANY,
    PERSISTENT,
    RECURSIVE;

    /** Null if the protocol has no such type. */
    static @Nullable WatchSelection of(int type) {
        return type >= 1 && type <= values().length ? values()[type - 1] : null;
    }
}
