package io.latchkey.zab.format;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.ZNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where the tree keeps the configuration: whole in {@link Request.StoreMembers#PATH}, and for ZooKeeper's clients, in
 * the text of its dynamic configuration file, in {@link Request.StoreMembers#ZOOKEEPER_PATH}.
 */
public final class QuorumNode {
    private QuorumNode() {}

    /** The configuration in this tree, null if it never changed. */
    public static @Nullable QuorumConfig of(DataTree tree) {
        ZNode node = tree.node(Request.StoreMembers.PATH);
        byte[] data = node == null ? null : node.data();
        return data == null ? null : QuorumFormat.decode(data);
    }

    /**
     * What puts it there.
     *
     * @param zxid of the transaction that it will be
     */
    public static Request.StoreMembers store(QuorumConfig config, long zxid) {
        boolean begins = config.isJoint(); // when it settles, the members stay the same
        return new Request.StoreMembers(QuorumFormat.encode(config), begins ? zooKeeperText(config, zxid) : null);
    }

    /** The text of ZooKeeper's dynamic configuration; its version is {@code zxid}. */
    public static byte[] zooKeeperText(QuorumConfig config, long zxid) {
        StringBuilder text = new StringBuilder();
        for (Member m : config.members()) {
            text.append("server.")
                    .append(m.id())
                    .append('=')
                    .append(withRole(m))
                    .append('\n');
        }
        return text.append("version=").append(Long.toHexString(zxid)).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** In ZooKeeper's text the role stands between the addresses for peers and the one for clients. */
    private static String withRole(Member m) {
        String role = m.isVoter() ? ":participant" : ":observer";
        int clients = m.address().indexOf(';');
        return clients < 0
                ? m.address() + role
                : m.address().substring(0, clients) + role + m.address().substring(clients);
    }
}
