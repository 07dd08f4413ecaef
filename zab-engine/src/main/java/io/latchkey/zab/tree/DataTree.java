package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;
import kotlinx.collections.immutable.PersistentSet;
import org.jspecify.annotations.Nullable;

/**
 * The whole replicated state at one zxid, as an immutable value: any thread may read it at any time. Versions share
 * structure, so keeping an old one costs what has changed since.
 */
public final class DataTree {
    private static final DataTree EMPTY = SystemNodes.plant();

    private final long zxid;
    private final ZNode root;
    private final Totals totals;
    private final PersistentMap<Long, Session> sessions;
    private final EphemeralIndex ephemerals;
    private final QueueIndex queues;
    private final PersistentSet<String> reapable;

    /**
     * What is counted along with every change.
     *
     * @param dataBytes characters of paths and bytes of data
     */
    record Totals(long digest, int nodes, long dataBytes) {}

    DataTree(
            long zxid,
            ZNode root,
            Totals totals,
            PersistentMap<Long, Session> sessions,
            EphemeralIndex ephemerals,
            QueueIndex queues,
            PersistentSet<String> reapable) {
        this.zxid = zxid;
        this.root = root;
        this.totals = totals;
        this.sessions = sessions;
        this.ephemerals = ephemerals;
        this.queues = queues;
        this.reapable = reapable;
    }

    /** A tree of one node and nothing else: where {@link SystemNodes} starts. */
    static DataTree bare(ZNode root) {
        long digest = root.digest(TreeDigest.ROOT_PATH);
        return new DataTree(
                0,
                root,
                new Totals(digest, 1, root.dataLength()),
                ExtensionsKt.persistentHashMapOf(),
                EphemeralIndex.EMPTY,
                QueueIndex.EMPTY,
                ExtensionsKt.persistentHashSetOf());
    }

    /** The tree before the first transaction: the root and the system nodes. */
    public static DataTree empty() {
        return EMPTY;
    }

    /** The last transaction applied. */
    public long zxid() {
        return zxid;
    }

    /** Equal for equal trees (nodes with Stats and data, and sessions), computed along with every change. */
    public long digest() {
        return totals.digest();
    }

    public int nodeCount() {
        return totals.nodes();
    }

    /** Bytes of paths and data, as ZooKeeper's approximate_data_size counts them. */
    public long dataBytes() {
        return totals.dataBytes();
    }

    /** The node at an absolute path, the root for "/" and for "", null when there is none. */
    public @Nullable ZNode node(String path) {
        return find(root, path);
    }

    static @Nullable ZNode find(ZNode root, String path) {
        int length = path.length();
        if (length <= 1) {
            return length == 0 || path.charAt(0) == '/' ? root : null;
        }
        if (path.charAt(0) != '/') {
            return null;
        }
        ZNode at = root;
        int from = 1;
        while (at != null) {
            int to = path.indexOf('/', from);
            if (to < 0) {
                return at.child(path.substring(from));
            }
            at = at.child(path.substring(from, to));
            from = to + 1;
        }
        return null;
    }

    public @Nullable Session session(long id) {
        return sessions.get(id);
    }

    /** All sessions, in no particular order. */
    public Collection<Session> sessions() {
        return sessions.values();
    }

    /** Paths of the session's ephemerals, sorted. */
    public Collection<String> ephemerals(long sessionId) {
        return ephemerals.sorted(sessionId);
    }

    public int ephemeralCount() {
        return ephemerals.count();
    }

    /** The queue of a lock whose entries are the children of the node at {@code path}; an empty one if there are none. */
    public EntryQueue queue(String path) {
        return queues.of(path);
    }

    /** Paths of all nodes that have a {@link #queue}, in no particular order; a view, which costs nothing to get. */
    public Collection<String> queuePaths() {
        return Collections.unmodifiableCollection(queues.parents());
    }

    /** Tombstones of locks whose delay goes on, see {@link LockDelay}, sorted; looks at all entries of queues. */
    public List<String> tombstones() {
        List<String> found = queues.find(LockDelay::isTombstone);
        found.removeIf(path -> {
            ZNode node = node(path);
            return node == null || node.kind() != NodeKind.TOMBSTONE;
        });
        return found;
    }

    /** Containers that have had a child and have none now, sorted, at most {@code limit}. */
    public Collection<String> reapableContainers(int limit) {
        List<String> all = new ArrayList<>(reapable);
        Collections.sort(all);
        return Collections.unmodifiableList(all.size() <= limit ? all : all.subList(0, limit));
    }

    /**
     * Applies a transaction that a leader has decided.
     *
     * @param zxid above {@link #zxid()}
     * @throws Inconsistency if the transaction does not fit this tree or leads to another digest than the leader's
     */
    public Applied apply(long zxid, TxnRecord txn) {
        TreeEdit edit = TreeEdit.next(this, zxid, txn.timeMs());
        Result result = edit.apply(txn.txn());
        DataTree next = edit.tree();
        if (next.digest() != txn.digest()) {
            throw new Inconsistency("own digest after " + Long.toHexString(zxid) + " is "
                    + Long.toHexString(next.digest()) + ", the leader's is " + Long.toHexString(txn.digest()));
        }
        return new Applied(next, result, edit.changes());
    }

    ZNode root() {
        return root;
    }

    Totals totals() {
        return totals;
    }

    PersistentMap<Long, Session> sessionMap() {
        return sessions;
    }

    EphemeralIndex ephemeralIndex() {
        return ephemerals;
    }

    QueueIndex queueIndex() {
        return queues;
    }

    PersistentSet<String> reapableSet() {
        return reapable;
    }
}
