package io.latchkey.server.cluster;

import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.ZNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the ensemble, as a tree tells it. Until the first change the tree tells nothing, and what this server
 * was started with counts. Immutable.
 */
public final class Membership {
    private static final byte[] NOTHING = {};

    private final QuorumConfig initial;

    /** @param initial what this server was started with */
    public Membership(QuorumConfig initial) {
        this.initial = initial;
    }

    /** The members that are committed in this tree; of a change that is under way, those it leads to. */
    public QuorumConfig of(DataTree tree) {
        return Objects.requireNonNullElse(QuorumNode.of(tree), initial);
    }

    /** Whether no change is under way: those that it removes may be switched off now. */
    public boolean settled(DataTree tree) {
        return !of(tree).isJoint();
    }

    /** The transaction of the last change; 0 if there was none. */
    public long zxid(DataTree tree) {
        ZNode node = tree.node(Request.StoreMembers.PATH);
        return node == null ? 0 : node.stat().mzxid();
    }

    /** Rises with each change; 0 if there was none. */
    public int version(DataTree tree) {
        ZNode node = tree.node(Request.StoreMembers.PATH);
        return node == null ? 0 : node.stat().version() + 1;
    }

    /** What ZooKeeper's clients read as configuration: nothing, as there, of a server that is alone from the first. */
    public byte[] zooKeeperText(DataTree tree) {
        byte[] stored = stored(tree);
        if (stored != null) {
            return stored;
        }
        return initial.members().size() == 1 ? NOTHING : QuorumNode.zooKeeperText(initial, 0);
    }

    private static byte @Nullable [] stored(DataTree tree) {
        ZNode node = tree.node(Request.StoreMembers.ZOOKEEPER_PATH);
        byte[] data = node == null ? null : node.data();
        return data == null || data.length == 0 ? null : data;
    }
}
