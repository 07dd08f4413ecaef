package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the tree is to do, in the plainest way: full paths in one mutable map, nothing shared, nothing incremental. */
final class ReferenceTree {
    static final class Node {
        byte @Nullable [] data;
        boolean ephemeral;
        boolean container;
        long owner;
        long czxid;
        long mzxid;
        long pzxid;
        long ctime;
        long mtime;
        int version;
        int created;
        int deleted;

        Node copy() {
            Node n = new Node();
            n.data = data;
            n.ephemeral = ephemeral;
            n.container = container;
            n.owner = owner;
            n.czxid = czxid;
            n.mzxid = mzxid;
            n.pzxid = pzxid;
            n.ctime = ctime;
            n.mtime = mtime;
            n.version = version;
            n.created = created;
            n.deleted = deleted;
            return n;
        }
    }

    final TreeMap<String, Node> nodes = new TreeMap<>();
    final TreeMap<Long, Long> sessions = new TreeMap<>();

    ReferenceTree() {
        for (String path : new String[] {
            "/",
            "/zookeeper",
            "/zookeeper/quota",
            "/zookeeper/config",
            "/config",
            "/latchkey",
            "/latchkey/history",
            "/locks"
        }) {
            nodes.put(path, new Node());
        }
    }

    List<ErrorCode> multi(long zxid, long time, long session, List<Request> ops) {
        TreeMap<String, Node> saved = new TreeMap<>();
        nodes.forEach((path, node) -> saved.put(path, node.copy()));
        List<ErrorCode> codes = new ArrayList<>();
        for (Request op : ops) {
            codes.add(op(zxid, time, session, op));
            if (codes.get(codes.size() - 1) != ErrorCode.OK) {
                nodes.clear();
                nodes.putAll(saved);
                for (int i = codes.size(); i < ops.size(); i++) {
                    codes.add(ErrorCode.RUNTIME_INCONSISTENCY);
                }
                return codes;
            }
        }
        return codes;
    }

    ErrorCode op(long zxid, long time, long session, Request op) {
        if (op instanceof Request.Create r) {
            return create(zxid, time, session, r);
        } else if (op instanceof Request.Delete r) {
            Node node = nodes.get(r.path());
            if (node == null) {
                return ErrorCode.NO_NODE;
            } else if (r.version() != -1 && r.version() != node.version) {
                return ErrorCode.BAD_VERSION;
            } else if (children(r.path()) > 0) {
                return ErrorCode.NOT_EMPTY;
            }
            delete(zxid, r.path());
            return ErrorCode.OK;
        } else if (op instanceof Request.SetData r) {
            Node node = nodes.get(r.path());
            if (node == null) {
                return ErrorCode.NO_NODE;
            } else if (r.version() != -1 && r.version() != node.version) {
                return ErrorCode.BAD_VERSION;
            }
            node.data = r.data();
            node.version++;
            node.mzxid = zxid;
            node.mtime = time;
            return ErrorCode.OK;
        }
        Request.Check r = (Request.Check) op;
        Node node = nodes.get(r.path());
        if (node == null) {
            return ErrorCode.NO_NODE;
        }
        return r.version() == -1 || r.version() == node.version ? ErrorCode.OK : ErrorCode.BAD_VERSION;
    }

    private ErrorCode create(long zxid, long time, long session, Request.Create r) {
        Node parent = nodes.get(parent(r.path()));
        if (parent == null) {
            return ErrorCode.NO_NODE;
        }
        String path = r.mode().sequential() ? r.path() + String.format("%010d", parent.created) : r.path();
        if (nodes.containsKey(path)) {
            return ErrorCode.NODE_EXISTS;
        } else if (parent.ephemeral) {
            return ErrorCode.NO_CHILDREN_FOR_EPHEMERALS;
        }
        Node node = new Node();
        node.data = r.data();
        node.ephemeral = r.mode().kind() == NodeKind.EPHEMERAL;
        node.container = r.mode().kind() == NodeKind.CONTAINER;
        node.owner = node.ephemeral ? session : 0;
        node.czxid = zxid;
        node.mzxid = zxid;
        node.pzxid = zxid;
        node.ctime = time;
        node.mtime = time;
        nodes.put(path, node);
        parent.created++;
        parent.pzxid = zxid;
        return ErrorCode.OK;
    }

    private void delete(long zxid, String path) {
        nodes.remove(path);
        Node parent = nodes.get(parent(path));
        parent.deleted++;
        parent.pzxid = zxid;
    }

    void close(long zxid, long session) {
        sessions.remove(session);
        for (Map.Entry<String, Node> e : new ArrayList<>(nodes.entrySet())) {
            if (e.getValue().owner == session) {
                delete(zxid, e.getKey());
            }
        }
    }

    int children(String path) {
        int count = 0;
        for (String other : nodes.keySet()) {
            if (!other.equals("/") && parent(other).equals(path)) {
                count++;
            }
        }
        return count;
    }

    Stat stat(String path) {
        Node n = nodes.get(path);
        int children = children(path);
        int systemChildren = children - n.created + n.deleted;
        return new Stat(
                n.czxid,
                n.mzxid,
                n.ctime,
                n.mtime,
                n.version,
                n.created + n.deleted - systemChildren,
                0,
                n.owner,
                n.data == null ? 0 : n.data.length,
                children,
                n.pzxid);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }
}
