package io.latchkey.zab.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides about one op: whether it may and can be done against the tree as it is now, and what exactly it does. The
 * order of the checks is ZooKeeper's, as clients see it by the error that they get.
 */
final class Judge {
    private final TreeEdit tree;
    private final Caller caller;
    private final long sessionId;

    Judge(TreeEdit tree, Caller caller, long sessionId) {
        this.tree = tree;
        this.caller = caller;
        this.sessionId = sessionId;
    }

    static boolean mayBeInMulti(Request request) {
        return request instanceof Request.Create
                || request instanceof Request.Delete
                || request instanceof Request.SetData
                || request instanceof Request.Check
                || request instanceof Request.Refused;
    }

    /** What to do; a {@link Txn.Failed} if it can't be done. */
    Txn judge(Request request) {
        if (request instanceof Request.SetData r) {
            return setData(r);
        } else if (request instanceof Request.Create r) {
            return create(r);
        } else if (request instanceof Request.Delete r) {
            return delete(r);
        } else if (request instanceof Request.Check r) {
            return check(r);
        } else if (request instanceof Request.SetAcl r) {
            return setAcl(r);
        } else if (request instanceof Request.Sync) {
            return new Txn.Noop();
        } else if (request instanceof Request.ReapContainer r) {
            return reap(r);
        } else if (request instanceof Request.Refused r) {
            return failed(r.why());
        }
        return failed(ErrorCode.UNIMPLEMENTED);
    }

    private static Txn failed(ErrorCode why) {
        return new Txn.Failed(why, List.of());
    }

    private Txn create(Request.Create r) {
        String path = r.path();
        int slash = path.lastIndexOf('/');
        boolean ephemeral = r.mode().kind() == NodeKind.EPHEMERAL;
        if (slash < 0 || path.indexOf('\0') >= 0 || (ephemeral && sessionId == 0)) {
            return failed(ErrorCode.BAD_ARGUMENTS);
        }
        List<Acl> acl = AccessRules.resolve(r.acl(), caller);
        if (acl == null) {
            return failed(ErrorCode.INVALID_ACL);
        }
        String parentPath = path.substring(0, slash);
        ZNode parent = tree.node(parentPath);
        if (parent == null) {
            return failed(ErrorCode.NO_NODE);
        }
        if (!mayWrite(parentPath, parent, Acl.CREATE)) {
            return failed(ErrorCode.NO_AUTH);
        }
        String finalPath = r.mode().sequential() ? path + sequence(parent.createCount()) : path;
        if (!ZPath.isValid(finalPath)) {
            return failed(ErrorCode.BAD_ARGUMENTS);
        }
        if (tree.node(finalPath) != null) {
            return failed(ErrorCode.NODE_EXISTS);
        }
        if (!parent.kind().bearsChildren()) {
            return failed(ErrorCode.NO_CHILDREN_FOR_EPHEMERALS);
        }
        return new Txn.Create(finalPath, r.data(), acl, r.mode().kind(), ephemeral ? sessionId : 0);
    }

    /** {@code %010d} of the counter as the client protocol knows it: a signed int, which may overflow. */
    static String sequence(long createCount) {
        int number = (int) createCount;
        String digits = Long.toString(Math.abs((long) number));
        return (number < 0 ? "-" : "") + "0".repeat(Math.max(0, (number < 0 ? 9 : 10) - digits.length())) + digits;
    }

    private Txn delete(Request.Delete r) {
        String path = r.path();
        int slash = path.lastIndexOf('/');
        if (slash < 0 || path.indexOf('\0') >= 0 || SystemNodes.isFixed(path)) {
            return failed(ErrorCode.BAD_ARGUMENTS);
        }
        ZNode parent = tree.node(path.substring(0, slash));
        if (parent == null) {
            return failed(ErrorCode.NO_NODE);
        }
        if (!mayWrite(path, parent, Acl.DELETE)) {
            return failed(ErrorCode.NO_AUTH);
        }
        ZNode node = tree.node(path);
        if (node == null) {
            return failed(ErrorCode.NO_NODE);
        }
        if (!matches(r.version(), node.version())) {
            return failed(ErrorCode.BAD_VERSION);
        }
        return node.childCount() > 0 ? failed(ErrorCode.NOT_EMPTY) : new Txn.Delete(path);
    }

    private Txn setData(Request.SetData r) {
        ZNode node = tree.node(r.path());
        ErrorCode problem = problem(r.path(), node, Acl.WRITE);
        if (node == null || problem != null) {
            return failed(problem == null ? ErrorCode.NO_NODE : problem);
        }
        if (!matches(r.version(), node.version())) {
            return failed(ErrorCode.BAD_VERSION);
        }
        return new Txn.SetData(r.path(), r.data(), node.version() + 1);
    }

    private Txn setAcl(Request.SetAcl r) {
        if (!ZPath.isValid(r.path())) {
            return failed(ErrorCode.BAD_ARGUMENTS);
        }
        List<Acl> acl = AccessRules.resolve(r.acl(), caller);
        if (acl == null) {
            return failed(ErrorCode.INVALID_ACL);
        }
        ZNode node = tree.node(r.path());
        ErrorCode problem = problem(r.path(), node, Acl.ADMIN);
        if (node == null || problem != null) {
            return failed(problem == null ? ErrorCode.NO_NODE : problem);
        }
        if (!matches(r.version(), node.aversion())) {
            return failed(ErrorCode.BAD_VERSION);
        }
        return new Txn.SetAcl(r.path(), acl, node.aversion() + 1);
    }

    private Txn check(Request.Check r) {
        if (!ZPath.isValid(r.path())) {
            return failed(ErrorCode.BAD_ARGUMENTS);
        }
        ZNode node = tree.node(r.path());
        if (node == null) {
            return failed(ErrorCode.NO_NODE);
        }
        if (!AccessRules.allows(node.acl(), Acl.READ, caller)) {
            return failed(ErrorCode.NO_AUTH);
        }
        return matches(r.version(), node.version()) ? new Txn.Noop() : failed(ErrorCode.BAD_VERSION);
    }

    private Txn reap(Request.ReapContainer r) {
        if (!caller.trusted()) {
            return failed(ErrorCode.NO_AUTH);
        }
        ZNode node = tree.node(r.path());
        if (node == null || !ZPath.isValid(r.path())) {
            return failed(ErrorCode.NO_NODE);
        }
        if (node.kind() != NodeKind.CONTAINER || node.createCount() == 0) {
            return failed(ErrorCode.BAD_ARGUMENTS);
        }
        return node.isReapable() ? new Txn.Delete(r.path()) : failed(ErrorCode.NOT_EMPTY);
    }

    private @Nullable ErrorCode problem(String path, @Nullable ZNode node, int perm) {
        if (!ZPath.isValid(path)) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        if (node == null) {
            return ErrorCode.NO_NODE;
        }
        return mayWrite(path, node, perm) ? null : ErrorCode.NO_AUTH;
    }

    /** @param path what lies below the server's own node is not for clients, whatever its ACL says */
    private boolean mayWrite(String path, ZNode judged, int perm) {
        return caller.trusted() || (!SystemNodes.isReserved(path) && AccessRules.allows(judged.acl(), perm, caller));
    }

    private static boolean matches(int expected, int version) {
        return expected == Request.ANY_VERSION || expected == version;
    }
}
