package io.latchkey.zab.format;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.ZNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The writing half of {@link TreeFormat}; for one tree. */
final class TreeWriter {
    private static final String[] NO_NAMES = {};

    private final ChunkWriter chunks;
    private final Output out;
    private final Map<List<Acl>, Integer> aclNumbers = new HashMap<>();
    private @Nullable List<Acl> lastAcl;
    private int lastAclNumber;

    TreeWriter(ChunkWriter chunks) {
        this.chunks = chunks;
        this.out = chunks.items();
    }

    void write(DataTree tree) throws IOException {
        List<Session> sessions = new ArrayList<>(tree.sessions());
        sessions.sort(Comparator.comparingLong(Session::id));
        out.fixed64(tree.zxid());
        out.fixed64(tree.digest());
        out.varint(sessions.size());
        chunks.endItem();
        for (Session s : sessions) {
            out.fixed64(s.id());
            out.nullableBytes(s.password());
            out.signed(s.timeoutMs());
            out.signed(s.attachment());
            chunks.endItem();
        }
        writeNodes(Objects.requireNonNull(tree.node("/")));
        chunks.finish();
    }

    private void writeNodes(ZNode root) throws IOException {
        Deque<Siblings> above = new ArrayDeque<>();
        writeNode("", root);
        above.push(new Siblings(root));
        while (!above.isEmpty()) {
            Siblings siblings = above.element();
            if (siblings.next == siblings.names.length) {
                above.pop();
                continue;
            }
            String name = siblings.names[siblings.next++];
            ZNode node = Objects.requireNonNull(siblings.parent.child(name));
            writeNode(name, node);
            if (node.childCount() > 0) {
                above.push(new Siblings(node));
            }
        }
    }

    /** Makes no garbage: a snapshot of many nodes must not bring about collections, which would hold up the writes. */
    private void writeNode(String name, ZNode node) throws IOException {
        out.string(name);
        out.nullableBytes(node.data());
        writeAcl(node.acl());
        out.u8(node.kind().code());
        out.varint(node.createCount());
        out.fixed64(node.owner());
        out.signed(node.czxid());
        out.signed(node.mzxid());
        out.signed(node.pzxid());
        out.signed(node.ctime());
        out.signed(node.mtime());
        out.signed(node.version());
        out.signed(node.aversion());
        out.varint(node.childCount());
        chunks.endItem();
    }

    @SuppressWarnings("ReferenceEquality") // equal lists that are not the same one are found in the map
    private void writeAcl(List<Acl> acl) {
        if (acl == lastAcl) { // most nodes share one list
            out.varint(lastAclNumber);
            return;
        }
        Integer number = aclNumbers.putIfAbsent(acl, aclNumbers.size());
        lastAcl = acl;
        lastAclNumber = number == null ? aclNumbers.size() - 1 : number;
        out.varint(lastAclNumber);
        if (number == null) {
            out.acl(acl);
        }
    }

    /** The children of a node, those before {@code next} written already. */
    private static final class Siblings {
        private final ZNode parent;
        private final String[] names;
        private int next;

        Siblings(ZNode parent) {
            this.parent = parent;
            this.names = parent.childNames().toArray(NO_NAMES);
            Arrays.sort(names);
        }
    }
}
