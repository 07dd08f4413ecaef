package io.latchkey.server.zk;

import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;

/**
 * A place in the queue of a lock.
 *
 * @param path of the entry
 * @param czxid of the entry, by which places in a queue are ordered; 0 if there is none
 */
record Place(String path, long czxid, PlaceState state) {
    /** As the tree has it, in the eyes of that session. */
    static Place of(String path, long sessionId, DataTree tree) {
        ZNode node = tree.node(path);
        return node == null || sessionId == 0 || node.owner() != sessionId
                ? new Place(path, 0, PlaceState.GONE)
                : new Place(path, node.czxid(), state(path, tree));
    }

    /** What has become of it by now. */
    Place in(DataTree tree) {
        ZNode node = tree.node(path);
        boolean there = node != null && node.czxid() == czxid;
        return new Place(path, czxid, there ? state(path, tree) : PlaceState.GONE);
    }

    private static PlaceState state(String path, DataTree tree) {
        boolean granted = tree.queue(ZPath.parent(path)).isGranted(ZPath.name(path));
        return granted ? PlaceState.GRANTED : PlaceState.QUEUED;
    }

    String queue() {
        return ZPath.parent(path);
    }

    /** For the order of places that one transaction has made, the path decides. */
    int compareTo(Place other) {
        int order = Long.compare(czxid, other.czxid);
        return order != 0 ? order : path.compareTo(other.path);
    }
}
