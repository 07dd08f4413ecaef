package io.latchkey.zab.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;
import kotlinx.collections.immutable.PersistentSet;
import org.jspecify.annotations.Nullable;

/**
 * Builds a whole tree from its sessions and then its nodes: each node is followed by its children, in the order of
 * their names. Everything is checked, as it may come from a damaged file; what can't be is an
 * {@link IllegalArgumentException}. Not for use by several threads; of no use after {@link #finish}.
 */
public final class TreeLoader {
    /**
     * A node as a snapshot has it.
     *
     * @param bare the node itself, without children
     * @param children how many of them follow
     */
    public record Node(String name, ZNode bare, int children) {
        /**
         * @param createCount {@link ZNode#createCount}
         * @param stat its {@code numChildren} says how many children follow; {@code cversion} and {@code dataLength}
         *     are ignored, as they follow from the rest
         */
        public Node(String name, byte @Nullable [] data, List<Acl> acl, NodeKind kind, long createCount, Stat stat) {
            this(name, ZNode.restored(data, acl, kind, createCount, stat), stat.numChildren());
        }
    }

    private final long zxid;
    private final Deque<Open> open = new ArrayDeque<>();
    private final PersistentMap.Builder<Long, Session> sessions =
            ExtensionsKt.<Long, Session>persistentHashMapOf().builder();
    private final PersistentSet.Builder<String> reapable =
            ExtensionsKt.<String>persistentHashSetOf().builder();
    private EphemeralIndex ephemerals = EphemeralIndex.EMPTY;
    private QueueIndex queues = QueueIndex.EMPTY;
    private @Nullable ZNode root;
    private long digest;
    private int nodes;
    private long dataBytes;

    /** @param zxid the one that the tree is of */
    public TreeLoader(long zxid) {
        this.zxid = zxid;
    }

    public void session(Session session) {
        if (sessions.put(session.id(), session) != null) {
            throw new IllegalArgumentException("session " + Long.toHexString(session.id()) + " twice");
        }
        digest += TreeDigest.session(session);
    }

    public void node(Node node) {
        if (node.children() < 0 || node.bare().createCount() < 0) {
            throw new IllegalArgumentException("negative count of children");
        }
        Open above = open.peek();
        if (above == null) {
            openRoot(node);
        } else {
            above.checkNext(node.name());
            if (node.children() == 0) { // most are: no need to open it
                above.add(node.bare());
                count(above, node.name(), node.bare());
            } else {
                open.push(new Open(node, above));
            }
        }
        while (!open.isEmpty() && open.element().missing == 0) {
            close(open.pop());
        }
    }

    private void openRoot(Node node) {
        if (root != null || !node.name().isEmpty()) {
            throw new IllegalArgumentException("node " + node.name() + " belongs to no parent");
        }
        open.push(new Open(node, null));
    }

    private void close(Open done) {
        ZNode node = done.whole();
        Open above = done.above;
        if (!done.entries.isEmpty()) {
            queues = queues.loading(done.path(), done.entries);
        }
        if (above == null) {
            root = node;
            digest += node.digest(TreeDigest.ROOT_PATH);
            nodes++;
            dataBytes += node.dataLength();
        } else {
            above.add(node);
            count(above, done.node.name(), node);
        }
    }

    private void count(Open above, String name, ZNode node) {
        digest += node.digest(TreeDigest.path(above.pathHash, name));
        nodes++;
        dataBytes += above.pathLength + 1 + name.length() + node.dataLength();
        if (node.kind() == NodeKind.EPHEMERAL) {
            ephemeral(above.pathOf(name), node);
        } else if (node.owner() != 0) {
            throw new IllegalArgumentException(above.pathOf(name) + " has an owner but is not ephemeral");
        } else if (node.childCount() > 0 && !node.kind().bearsChildren()) {
            throw new IllegalArgumentException(above.pathOf(name) + " bears no children and has some");
        } else if (node.isReapable()) {
            reapable.add(above.pathOf(name));
        }
    }

    private void ephemeral(String path, ZNode node) {
        long owner = node.owner();
        if (!sessions.containsKey(owner) || node.childCount() > 0) {
            throw new IllegalArgumentException(path + " is ephemeral without session or with children");
        }
        ephemerals = ephemerals.adding(owner, path);
    }

    /** @param expectedDigest {@link DataTree#digest} of the tree that was written */
    public DataTree finish(long expectedDigest) {
        ZNode top = root;
        if (top == null || !open.isEmpty()) {
            throw new IllegalArgumentException("nodes are missing");
        }
        if (digest != expectedDigest) {
            throw new IllegalArgumentException("digest is " + Long.toHexString(digest) + ", but "
                    + Long.toHexString(expectedDigest) + " was written");
        }
        DataTree.Totals totals = new DataTree.Totals(digest, nodes, dataBytes);
        return new DataTree(zxid, top, totals, sessions.build(), ephemerals, queues, reapable.build());
    }

    /** A node whose children are still coming. */
    private static final class Open {
        private static final int ROOM_AT_FIRST = 1_024;

        private final Node node;
        private final @Nullable Open above;
        private final long pathHash;
        private final int pathLength;
        private int missing;
        private int count;
        private final List<QueueIndex.Loaded> entries = new ArrayList<>(0);
        private String[] names;
        private ZNode[] children;

        Open(Node node, @Nullable Open above) {
            this.node = node;
            this.above = above;
            pathHash = above == null ? TreeDigest.ROOT_PATH : TreeDigest.path(above.pathHash, node.name());
            pathLength = above == null ? 0 : above.pathLength + 1 + node.name().length();
            missing = node.children();
            int size = Math.min(missing, ROOM_AT_FIRST);
            names = new String[size];
            children = new ZNode[size];
        }

        /** Whether a child of this name may come now. */
        void checkNext(String name) {
            String problem = ZPath.nameProblem(name);
            if (problem != null || pathLength + 1 + name.length() > ZPath.STORED_LENGTH_MAX) {
                throw new IllegalArgumentException("bad or too long path below " + path());
            }
            if (count > 0 && name.compareTo(names[count - 1]) <= 0) {
                throw new IllegalArgumentException(name + " comes after " + names[count - 1] + " below " + path());
            }
            if (count == names.length) { // grows as children come in: a wrong number of them costs nothing
                names = Arrays.copyOf(names, (int) Math.min((long) missing + count, 2L * count));
                children = Arrays.copyOf(children, names.length);
            }
            names[count] = name;
        }

        /** The child whose name has just been checked. */
        void add(ZNode child) {
            QueueIndex.Loaded entry = QueueIndex.Loaded.of(names[count], child);
            if (entry != null) {
                entries.add(entry);
            }
            children[count++] = child;
            missing--;
        }

        ZNode whole() {
            return count == 0 ? node.bare() : node.bare().withChildren(SortedChildren.of(names, children, count));
        }

        String pathOf(String child) {
            return ZPath.child(path(), child);
        }

        private String path() {
            List<String> names = new ArrayList<>();
            for (Open o = this; o != null && o.above != null; o = o.above) {
                names.add(0, o.node.name());
            }
            return ZPath.ROOT + String.join("/", names);
        }
    }
}
