package io.latchkey.zab.format;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Stat;
import io.latchkey.zab.tree.TreeLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The reading half of {@link TreeFormat}; for one tree. */
final class TreeReader {
    private static final int PASSWORD_BYTES = 16;

    private final ChunkReader chunks;
    private final List<List<Acl>> acls = new ArrayList<>();

    TreeReader(ChunkReader chunks) {
        this.chunks = chunks;
    }

    DataTree read() throws IOException {
        Input head = chunks.item();
        TreeLoader loader = new TreeLoader(head.fixed64());
        long digest = head.fixed64();
        long sessions = head.varint();
        try {
            for (long i = 0; i != sessions; i++) {
                loader.session(session(chunks.item()));
            }
            do {
                loader.node(node(chunks.item()));
            } while (!loader.isComplete());
            chunks.finish();
            return loader.finish(digest);
        } catch (IllegalArgumentException e) {
            throw new FormatException("not a tree: " + e.getMessage());
        }
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
