package io.latchkey.zab.tree;

import java.util.List;

/** The nodes that every tree has from the start, and what clients may not do to them. */
final class SystemNodes {
    /** The server's own data; clients read it, only the server writes it. */
    static final String RESERVED = "/latchkey";

    static final List<Acl> READ_ONLY = List.of(new Acl(Acl.READ, Id.ANYONE));

    private static final byte[] NO_BYTES = {};

    private SystemNodes() {}

    static DataTree plant() {
        Txn.Create root = new Txn.Create(ZPath.ROOT, NO_BYTES, Acl.OPEN, NodeKind.PERSISTENT, 0);
        TreeEdit edit = new TreeEdit(DataTree.bare(ZNode.created(root, Acl.OPEN, 0, 0)), 0, 0);
        edit.plant(new Txn.Create("/zookeeper", NO_BYTES, Acl.OPEN, NodeKind.PERSISTENT, 0));
        edit.plant(new Txn.Create("/zookeeper/quota", NO_BYTES, Acl.OPEN, NodeKind.PERSISTENT, 0));
        edit.plant(new Txn.Create("/zookeeper/config", NO_BYTES, READ_ONLY, NodeKind.PERSISTENT, 0));
        edit.plant(new Txn.Create("/config", null, Acl.OPEN, NodeKind.PERSISTENT, 0));
        edit.plant(new Txn.Create(RESERVED, null, READ_ONLY, NodeKind.PERSISTENT, 0));
        edit.plant(new Txn.Create("/latchkey/history", null, READ_ONLY, NodeKind.PERSISTENT, 0));
        edit.plant(new Txn.Create("/locks", null, Acl.OPEN, NodeKind.PERSISTENT, 0));
        return edit.tree();
    }

    /** Whether nobody may delete the node at this path. */
    static boolean isFixed(String path) {
        return switch (path) {
            case "/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config", RESERVED, "/latchkey/history" -> true;
            default -> false;
        };
    }

    /** Whether only the server itself may change what is at this path. */
    static boolean isReserved(String path) {
        return ZPath.isAtOrBelow(path, RESERVED);
    }
}
