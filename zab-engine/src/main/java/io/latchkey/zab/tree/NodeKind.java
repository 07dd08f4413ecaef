package io.latchkey.zab.tree;

/** How long a znode lives. */
public enum NodeKind {
    PERSISTENT(0),
    /** Goes with the session that made it. */
    EPHEMERAL(1),
    /** Goes when its last child has gone. */
    CONTAINER(2),
    /**
     * Keeps the place of a lock's holder whose session has expired, see {@link LockDelay}. The leader makes it and deletes
     * it when its time is over; has no children.
     */
    TOMBSTONE(3);

    private final int code;

    NodeKind(int code) {
        this.code = code;
    }

    /** Whether other nodes can be made below. */
    boolean bearsChildren() {
        return this == PERSISTENT || this == CONTAINER;
    }

    /** The number by which the journal, snapshots and the digest know it: never changes. */
    public int code() {
        return code;
    }
}
