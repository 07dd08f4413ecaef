package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.List;
import kotlinx.collections.immutable.PersistentMap;
import kotlinx.collections.immutable.PersistentSet;
import org.jspecify.annotations.Nullable;

/**
 * A tree on its way to the next one: applies what a transaction says and decides nothing. Mutable, used by one thread,
 * thrown away; the trees that it starts from and yields are values.
 */
final class TreeEdit {
    private final long zxid;
    private final long timeMs;
    private final List<Change> changes = new ArrayList<>(2);
    private ZNode root;
    private long digest;
    private int nodes;
    private long dataBytes;
    private PersistentMap<Long, Session> sessions;
    private EphemeralIndex ephemerals;
    private QueueIndex queues;
    private PersistentSet<String> reapable;

    TreeEdit(DataTree from, long zxid, long timeMs) {
        this.zxid = zxid;
        this.timeMs = timeMs;
        root = from.root();
        digest = from.totals().digest();
        nodes = from.totals().nodes();
        dataBytes = from.totals().dataBytes();
        sessions = from.sessionMap();
        ephemerals = from.ephemeralIndex();
        queues = from.queueIndex();
        reapable = from.reapableSet();
    }

    /** The next transaction's edit: {@code zxid} must come after the tree's own. */
    static TreeEdit next(DataTree from, long zxid, long timeMs) {
        if (zxid <= from.zxid()) {
            throw new Inconsistency("zxid " + Long.toHexString(zxid) + " does not come after the tree's "
                    + Long.toHexString(from.zxid()));
        }
        return new TreeEdit(from, zxid, timeMs);
    }

    /** The tree as it is now; later steps don't change it. */
    DataTree tree() {
        DataTree.Totals totals = new DataTree.Totals(digest, nodes, dataBytes);
        return new DataTree(zxid, root, totals, sessions, ephemerals, queues, reapable);
    }

    List<Change> changes() {
        return List.copyOf(changes);
    }

    @Nullable
    ZNode node(String path) {
        return DataTree.find(root, path);
    }

    /** Does what {@code txn} says; what does not fit is an {@link Inconsistency}. */
    Result apply(Txn txn) {
        if (txn instanceof Txn.SetData t) {
            return setData(t);
        } else if (txn instanceof Txn.Create t) {
            return create(t);
        } else if (txn instanceof Txn.Delete t) {
            delete(t.path());
            return new Result.Done();
        } else if (txn instanceof Txn.SetAcl t) {
            return setAcl(t);
        } else if (txn instanceof Txn.Multi t) {
            return multi(t);
        } else if (txn instanceof Txn.Extended t) {
            Result result = apply(t.main());
            t.also().forEach(this::apply);
            return result;
        } else if (txn instanceof Txn.Failed t) {
            return failed(t);
        } else if (txn instanceof Txn.OpenSession t) {
            return openSession(t);
        } else if (txn instanceof Txn.AttachSession t) {
            return attachSession(t);
        } else if (txn instanceof Txn.CloseSession t) {
            return closeSession(t);
        } else if (txn instanceof Txn.Noop) {
            return new Result.Done();
        }
        throw new Inconsistency("unknown transaction " + txn.getClass());
    }

    private Result multi(Txn.Multi multi) {
        List<Result> results = new ArrayList<>(multi.ops().size());
        for (Txn op : multi.ops()) {
            results.add(apply(op));
        }
        return new Result.Multi(List.copyOf(results));
    }

    private static Result failed(Txn.Failed failed) {
        if (failed.ops().isEmpty()) {
            return new Result.Failed(failed.why());
        }
        List<Result> results = new ArrayList<>(failed.ops().size());
        for (ErrorCode code : failed.ops()) {
            results.add(new Result.Failed(code));
        }
        return new Result.Multi(List.copyOf(results));
    }

    private Result create(Txn.Create txn) {
        String path = txn.path();
        String parentPath = ZPath.parent(path);
        ZNode parent = existing(parentPath);
        String name = ZPath.name(path);
        if (parent.child(name) != null) {
            throw new Inconsistency("there is a node already to create at " + path);
        }
        boolean owned = txn.ephemeralOwner() != 0;
        if (name.isEmpty() || !ZPath.isStorable(path) || owned != (txn.kind() == NodeKind.EPHEMERAL)) {
            throw new Inconsistency("no node can be created at " + path + " as " + txn.kind());
        }
        if (!parent.kind().bearsChildren()) {
            throw new Inconsistency("what is above bears no children: " + path);
        }
        ZNode node = ZNode.created(txn, shared(txn.acl(), parent), zxid, timeMs);
        ZNode grown = parent.withCreated(name, node, zxid);
        replace(parentPath, parent, grown);
        count(path, node);
        queues = queues.adding(parentPath, name);
        if (parent.isReapable()) {
            reapable = reapable.removing(parentPath);
        }
        changes.add(new Change.Created(path, node));
        return new Result.Created(path, node.stat());
    }

    /** Adds a node that no transaction made: it counts nowhere as created. */
    void plant(Txn.Create txn) {
        String parentPath = ZPath.parent(txn.path());
        ZNode parent = existing(parentPath);
        ZNode node = ZNode.created(txn, txn.acl(), zxid, timeMs);
        replace(parentPath, parent, parent.withChild(ZPath.name(txn.path()), node));
        count(txn.path(), node);
    }

    private void count(String path, ZNode node) {
        digest += node.digest(TreeDigest.path(path));
        nodes++;
        dataBytes += path.length() + node.dataLength();
        if (node.kind() == NodeKind.EPHEMERAL) {
            existingSession(node.owner());
            ephemerals = ephemerals.adding(node.owner(), path);
        }
    }

    private void delete(String path) {
        if (path.length() <= 1) {
            throw new Inconsistency("the root can't be deleted");
        }
        String parentPath = ZPath.parent(path);
        ZNode parent = existing(parentPath);
        String name = ZPath.name(path);
        ZNode node = parent.child(name);
        if (node == null || node.childCount() > 0) {
            throw new Inconsistency("no node without children to delete at " + path);
        }
        ZNode shrunk = parent.withDeleted(name, zxid);
        replace(parentPath, parent, shrunk);
        queues = queues.removing(parentPath, name);
        digest -= node.digest(TreeDigest.path(path));
        nodes--;
        dataBytes -= path.length() + node.dataLength();
        if (node.kind() == NodeKind.EPHEMERAL) {
            ephemerals = ephemerals.removing(node.owner(), path);
        } else if (node.isReapable()) {
            reapable = reapable.removing(path);
        }
        if (shrunk.isReapable()) {
            reapable = reapable.adding(parentPath);
        }
        changes.add(new Change.Deleted(path, node));
    }

    private Result setData(Txn.SetData txn) {
        ZNode node = existing(txn.path());
        ZNode next = node.withData(txn.data(), txn.version(), zxid, timeMs);
        replace(txn.path(), node, next);
        dataBytes += next.dataLength() - node.dataLength();
        changes.add(new Change.DataChanged(txn.path(), next));
        return new Result.Updated(next.stat());
    }

    private Result setAcl(Txn.SetAcl txn) {
        ZNode node = existing(txn.path());
        ZNode next = node.withAcl(shared(txn.acl(), node), txn.version());
        replace(txn.path(), node, next);
        changes.add(new Change.AclChanged(txn.path(), next));
        return new Result.Updated(next.stat());
    }

    private Result openSession(Txn.OpenSession txn) {
        if (sessions.containsKey(txn.id())) {
            throw new Inconsistency("session " + Long.toHexString(txn.id()) + " is open already");
        }
        Session session = new Session(txn.id(), txn.password(), txn.timeoutMs(), zxid);
        sessions = sessions.putting(session.id(), session);
        digest += TreeDigest.session(session);
        changes.add(new Change.SessionOpened(session));
        return new Result.Attached(session);
    }

    private Result attachSession(Txn.AttachSession txn) {
        Session was = existingSession(txn.id());
        Session session = new Session(was.id(), was.password(), was.timeoutMs(), zxid);
        sessions = sessions.putting(session.id(), session);
        digest += TreeDigest.session(session) - TreeDigest.session(was);
        changes.add(new Change.SessionAttached(session));
        return new Result.Attached(session);
    }

    private Result closeSession(Txn.CloseSession txn) {
        Session session = existingSession(txn.id());
        for (int i = 0, next = 0; i < txn.ephemerals().size(); i++) {
            String path = txn.ephemerals().get(i);
            ZNode node = existing(path);
            delete(path);
            if (next < txn.delayed().size() && txn.delayed().get(next) == i) {
                bury(path, node);
                next++;
            }
        }
        if (ephemerals.has(txn.id())) {
            throw new Inconsistency("ephemerals of closed session " + Long.toHexString(txn.id()) + " are left");
        }
        sessions = sessions.removing(txn.id());
        digest -= TreeDigest.session(session);
        changes.add(new Change.SessionClosed(txn.id(), txn.expired()));
        return new Result.Done();
    }

    /** Leaves the place in the queue to nobody; who held it last can still be read. */
    private void bury(String path, ZNode entry) {
        create(new Txn.Create(LockDelay.tombstone(path), entry.data(), entry.acl(), NodeKind.TOMBSTONE, 0));
    }

    private ZNode existing(String path) {
        ZNode node = DataTree.find(root, path);
        if (node == null) {
            throw new Inconsistency("no node at " + path);
        }
        return node;
    }

    private Session existingSession(long id) {
        Session session = sessions.get(id);
        if (session == null) {
            throw new Inconsistency("no session " + Long.toHexString(id));
        }
        return session;
    }

    /** Most nodes have the open list or their parent's: one copy of it will do. */
    private static List<Acl> shared(List<Acl> acl, ZNode near) {
        if (acl.equals(Acl.OPEN)) {
            return Acl.OPEN;
        }
        return acl.equals(near.acl()) ? near.acl() : List.copyOf(acl);
    }

    /** Puts {@code next} in the place of {@code was} and copies the nodes above, from the bottom up. */
    private void replace(String path, ZNode was, ZNode next) {
        long pathHash = TreeDigest.path(path);
        digest += next.digest(pathHash) - was.digest(pathHash);
        int depth = ZPath.depth(path);
        String[] names = new String[depth];
        ZNode[] above = new ZNode[depth];
        ZNode at = root;
        int from = 1;
        for (int i = 0; i < depth; i++) {
            int slash = path.indexOf('/', from);
            names[i] = path.substring(from, slash < 0 ? path.length() : slash);
            from = slash + 1;
            above[i] = at;
            ZNode child = at.child(names[i]);
            if (child == null) {
                throw new Inconsistency("no node at " + path);
            }
            at = child;
        }
        ZNode node = next;
        for (int i = depth - 1; i >= 0; i--) {
            node = above[i].withChild(names[i], node);
        }
        root = node;
    }
}
