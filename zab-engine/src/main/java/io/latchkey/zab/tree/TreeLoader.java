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
     * @param createCount {@link ZNode#createCount}
     * @param stat its {@code numChildren} says how many children follow; {@code cversion} and {@code dataLength} are
     *     ignored, as they follow from the rest
     */
    public record Node(
            String name, byte @Nullable [] data, List<Acl> acl, NodeKind kind, long createCount, Stat stat) {}

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
        Open above = open.peek();
        Open here = above == null ? openRoot(node) : above.openChild(node);
        open.push(here);
        while (!open.isEmpty() && open.element().missing == 0) {
            close(open.pop());
        }
    }

    private Open openRoot(Node node) {
        if (root != null || !node.name().isEmpty()) {
            throw new IllegalArgumentException("node " + node.name() + " belongs to no parent");
        }
        return new Open(node, null, TreeDigest.ROOT_PATH, 0);
    }

    private void close(Open done) {
        PersistentMap<String, ZNode> children = done.children == null ? ZNode.NO_CHILDREN : done.children.build();
        ZNode node = ZNode.restored(done.node, children);
        digest += node.digest(done.pathHash);
        nodes++;
        dataBytes += done.pathLength + node.dataLength();
        if (node.kind() == NodeKind.EPHEMERAL) {
            ephemeral(done, node);
        } else if (node.owner() != 0) {
            throw new IllegalArgumentException(done.path() + " has an owner but is not ephemeral");
        }
        if (node.isReapable()) {
            reapable.add(done.path());
        }
        if (done.above == null) {
            root = node;
        } else {
            done.above.add(done.node.name(), node);
        }
    }

    private void ephemeral(Open done, ZNode node) {
        long owner = node.owner();
        if (!sessions.containsKey(owner) || node.childCount() > 0) {
            throw new IllegalArgumentException(done.path() + " is ephemeral without session or with children");
        }
        ephemerals = ephemerals.adding(owner, done.path());
    }

    /** Whether the root and all that belongs below it have come. */
    public boolean isComplete() {
        return root != null;
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

        Open(Node node, @Nullable Open above, long pathHash, int pathLength) {
            this.node = node;
            this.above = above;
            this.pathHash = pathHash;
            this.pathLength = pathLength;
            this.missing = node.stat().numChildren();
            if (missing < 0 || node.createCount() < 0) {
                throw new IllegalArgumentException("negative count of children");
            }
        }

        Open openChild(Node child) {
            String name = child.name();
            String problem = ZPath.nameProblem(name);
            int length = pathLength + 1 + name.length();
            if (problem != null || length > ZPath.STORED_LENGTH_MAX) {
                throw new IllegalArgumentException("bad or too long path below " + path());
            }
            if (name.compareTo(lastName) <= 0) {
                throw new IllegalArgumentException(name + " comes after " + lastName + " below " + path());
            }
            lastName = name;
            return new Open(child, this, TreeDigest.path(pathHash, name), length);
        }

        void add(String name, ZNode child) {
            if (children == null) {
                children = ZNode.NO_CHILDREN.builder();
            }
            children.put(name, child);
            missing--;
        }

        String path() {
            List<String> names = new ArrayList<>();
            for (Open o = this; o != null && o.above != null; o = o.above) {
                names.add(0, o.node.name());
            }
            return ZPath.ROOT + String.join("/", names);
        }
    }
}
