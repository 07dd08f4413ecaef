package io.latchkey.zab.tree;

/** How long a znode lives. */
public enum NodeKind {
    PERSISTENT(0),
    /** Goes with the session that made it. */
    EPHEMERAL(1),
    /** Goes when its last child has gone. */
    CONTAINER(2);

    private final int code;

    NodeKind(int code) {
        this.code = code;
    }

    /** The number by which the journal, snapshots and the digest know it: never changes. */
    public int code() {
        return code;
    }
}
