package io.latchkey.zab.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
                above.add(node.name(), node.bare());
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
        ZNode node = done.children == null ? done.node.bare() : done.node.bare().withChildren(done.children.build());
        Open above = done.above;
        if (above == null) {
            root = node;
            digest += node.digest(TreeDigest.ROOT_PATH);
            nodes++;
            dataBytes += node.dataLength();
        } else {
            above.add(done.node.name(), node);
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
        return new DataTree(zxid, top, totals, sessions.build(), ephemerals, reapable.build());
    }

    /** A node whose children are still coming. */
    private static final class Open {
        private final Node node;
        private final @Nullable Open above;
        private final long pathHash;
        private final int pathLength;
        private int missing;
        private PersistentMap.@Nullable Builder<String, ZNode> children;
        private String lastName = "";

        Open(Node node, @Nullable Open above) {
            this.node = node;
            this.above = above;
            pathHash = above == null ? TreeDigest.ROOT_PATH : TreeDigest.path(above.pathHash, node.name());
            pathLength = above == null ? 0 : above.pathLength + 1 + node.name().length();
            missing = node.children();
        }

        /** Whether a child of this name may come now. */
        void checkNext(String name) {
            String problem = ZPath.nameProblem(name);
            if (problem != null || pathLength + 1 + name.length() > ZPath.STORED_LENGTH_MAX) {
                throw new IllegalArgumentException("bad or too long path below " + path());
            }
            if (name.compareTo(lastName) <= 0) {
                throw new IllegalArgumentException(name + " comes after " + lastName + " below " + path());
            }
            lastName = name;
        }

        void add(String name, ZNode child) {
            if (children == null) {
                children = ZNode.NO_CHILDREN.builder();
            }
            children.put(name, child);
            missing--;
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
