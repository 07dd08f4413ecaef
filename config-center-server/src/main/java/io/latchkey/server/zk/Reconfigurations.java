package io.latchkey.server.zk;

import io.latchkey.server.cluster.Membership;
import io.latchkey.server.cluster.MembershipChange;
import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.cluster.ZooKeeperServers;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.format.QuorumFormat;
import io.latchkey.zab.tree.AccessRules;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.ZNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a {@code reconfig} request: who may, against which configuration, and which members it asks for. What
 * it comes to is ordered by the leader like any write, refusals too.
 */
final class Reconfigurations {
    private static final long ANY_CONFIG = -1;

    private final Membership membership;

    Reconfigurations(Membership membership) {
        this.membership = membership;
    }

    Membership membership() {
        return membership;
    }

    /** @param tree the newest that this loop has */
    Request resolve(ClientRequest.Reconfig reconfig, Caller caller, DataTree tree) {
        ZNode node = tree.node(Request.StoreMembers.ZOOKEEPER_PATH);
        if (node == null || !AccessRules.allows(node.acl(), Acl.WRITE, caller)) {
            return new Request.Refused(ErrorCode.NO_AUTH);
        }
        QuorumConfig now = membership.of(tree);
        if (now.isJoint()) {
            return new Request.Refused(ErrorCode.RECONFIG_IN_PROGRESS);
        }
        if (reconfig.fromConfig() != ANY_CONFIG && reconfig.fromConfig() != version(tree)) {
            return new Request.Refused(ErrorCode.BAD_VERSION);
        }
        try {
            QuorumConfig next = reconfig.newMembers() == null
                    ? incremental(now, reconfig)
                    : MembershipChange.full(servers(reconfig.newMembers()));
            return new Request.Reconfigure(QuorumFormat.encode(next), membership.zxid(tree));
        } catch (IllegalArgumentException e) {
            return new Request.Refused(ErrorCode.BAD_ARGUMENTS);
        }
    }

    /** As the text that clients read has it in its last line. */
    private long version(DataTree tree) {
        if (membership.zxid(tree) == 0) {
            return 0;
        }
        String text = new String(membership.zooKeeperText(tree), StandardCharsets.UTF_8);
        return Long.parseUnsignedLong(text.substring(text.lastIndexOf('=') + 1).strip(), 16);
    }

    private static QuorumConfig incremental(QuorumConfig now, ClientRequest.Reconfig reconfig) {
        Map<Integer, ServerEntry> joining = reconfig.joining() == null ? new TreeMap<>() : servers(reconfig.joining());
        Set<Integer> leaving = new TreeSet<>();
        for (String id : parts(reconfig.leaving())) {
            leaving.add(Integer.parseInt(id.strip()));
        }
        if (joining.isEmpty() && leaving.isEmpty()) {
            throw new IllegalArgumentException("nobody joins and nobody leaves");
        }
        return MembershipChange.incremental(now, joining, leaving);
    }

    private static Map<Integer, ServerEntry> servers(String text) {
        ZooKeeperServers servers = new ZooKeeperServers();
        for (String line : parts(text)) {
            int equals = line.indexOf('=');
            String key = line.substring(0, Math.max(0, equals)).strip();
            if (ZooKeeperServers.concerns(key)) {
                servers.read(key, line.substring(equals + 1).strip());
            } else if (!key.equals("version")) {
                throw new IllegalArgumentException("\"" + line + "\" describes no server");
            }
        }
        return servers.servers();
    }

    /** ZooKeeper's client joins with commas what it was given as a list, and sends a file's text with its lines. */
    private static List<String> parts(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s*[,\\n]\\s*"));
    }
}
