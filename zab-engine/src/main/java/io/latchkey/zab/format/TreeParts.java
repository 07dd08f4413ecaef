package io.latchkey.zab.format;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Stat;
import io.latchkey.zab.tree.TreeLoader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the byte form of a tree apart, chunk by chunk; {@link TreeAssembly} puts it together. For one tree. */
public final class TreeParts {
    private static final int PASSWORD_BYTES = 16;
    private static final int NODES_USUAL = 512;

    private final ChunkReader chunks;
    private final List<List<Acl>> acls = new ArrayList<>();
    private boolean begun;
    private long sessionsLeft;

    /**
     * @throws FormatException if the bytes don't begin as a tree does, or are of a later version
     * @throws IOException if {@code in} fails or ends early
     */
    public TreeParts(InputStream in) throws IOException {
        chunks = new ChunkReader(in);
    }

    /**
     * The next part, null at the end; the stream is then just behind the tree.
     *
     * @throws FormatException if the chunk is damaged, or what is in it has no such form
     * @throws IOException if the stream fails or ends early
     */
    public @Nullable TreePart next() throws IOException {
        byte[] chunk = chunks.next();
        if (chunk == null) {
            return null;
        }
        Input in = new Input(chunk);
        TreePart.Head head = begun ? null : head(in);
        List<Session> sessions = new ArrayList<>();
        List<TreeLoader.Node> nodes = new ArrayList<>(NODES_USUAL);
        while (in.hasMore()) {
            if (sessionsLeft != 0) {
                sessionsLeft--;
                sessions.add(session(in));
            } else {
                nodes.add(node(in));
            }
        }
        return new TreePart(head, sessions, nodes);
    }

    private TreePart.Head head(Input in) {
        begun = true;
        TreePart.Head head = new TreePart.Head(in.fixed64(), in.fixed64());
        sessionsLeft = in.varint();
        return head;
    }

    private static Session session(Input in) {
        long id = in.fixed64();
        byte[] password = in.bytes();
        if (password.length != PASSWORD_BYTES) {
            throw in.bad("password of " + password.length + " bytes");
        }
        return new Session(id, password, in.signedInt(), in.signed());
    }

    private TreeLoader.Node node(Input in) {
        String name = in.string();
        byte[] data = in.nullableBytes();
        List<Acl> acl = acl(in);
        NodeKind kind = Codes.kind(in);
        long createCount = in.varint();
        long owner = in.fixed64();
        long czxid = in.signed();
        long mzxid = in.signed();
        long pzxid = in.signed();
        long ctime = in.signed();
        long mtime = in.signed();
        int version = in.signedInt();
        int aversion = in.signedInt();
        long children = in.varint();
        if (children < 0 || children > Integer.MAX_VALUE) {
            throw in.bad(children + " children");
        }
        Stat stat = new Stat(czxid, mzxid, ctime, mtime, version, 0, aversion, owner, 0, (int) children, pzxid);
        return new TreeLoader.Node(name, data, acl, kind, createCount, stat);
    }

    private List<Acl> acl(Input in) {
        long number = in.varint();
        if (number == acls.size()) {
            acls.add(in.acl());
        } else if (number < 0 || number > acls.size()) {
            throw in.bad("ACL " + number + " was not written");
        }
        return acls.get((int) number);
    }
}
