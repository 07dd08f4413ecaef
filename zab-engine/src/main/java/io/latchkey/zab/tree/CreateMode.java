package io.latchkey.zab.tree;

/** How a znode is made, with the number that the client protocol gives to it. */
public enum CreateMode {
    PERSISTENT(0, NodeKind.PERSISTENT, false),
    EPHEMERAL(1, NodeKind.EPHEMERAL, false),
    PERSISTENT_SEQUENTIAL(2, NodeKind.PERSISTENT, true),
    EPHEMERAL_SEQUENTIAL(3, NodeKind.EPHEMERAL, true),
    CONTAINER(4, NodeKind.CONTAINER, false);

    private final int flags;
    private final NodeKind kind;
    private final boolean sequential;

    CreateMode(int flags, NodeKind kind, boolean sequential) {
        this.flags = flags;
        this.kind = kind;
        this.sequential = sequential;
    }

    public int flags() {
        return flags;
    }

    public NodeKind kind() {
        return kind;
    }

    public boolean sequential() {
        return sequential;
    }
}
