package io.latchkey.zab.tree;

/** How long a znode lives. The ordinals are part of the journal and snapshot formats: add at the end only. */
public enum NodeKind {
    PERSISTENT,
    /** Goes with the session that made it. */
    EPHEMERAL,
    /** Goes when its last child has gone. */
    CONTAINER
}
