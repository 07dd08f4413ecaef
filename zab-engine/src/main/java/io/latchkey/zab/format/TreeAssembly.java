package io.latchkey.zab.format;

import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.TreeLoader;
import org.jspecify.annotations.Nullable;

/** Puts the parts of one tree together, in their order. */
public final class TreeAssembly {
    private @Nullable TreeLoader loader;
    private long digest;

    /** @throws FormatException if the part does not go on where the last one ended */
    public void add(TreePart part) {
        TreePart.Head head = part.head();
        if (head != null) {
            loader = new TreeLoader(head.zxid());
            digest = head.digest();
        }
        TreeLoader target = loader();
        try {
            for (Session session : part.sessions()) {
                target.session(session);
            }
            for (TreeLoader.Node node : part.nodes()) {
                target.node(node);
            }
        } catch (IllegalArgumentException e) {
            throw new FormatException("not a tree: " + e.getMessage());
        }
    }

    private TreeLoader loader() {
        if (loader == null) {
            throw new FormatException("a tree without a head");
        }
        return loader;
    }

    /** @throws FormatException if something is missing, or the digest is not the one of the tree that was written */
    public DataTree finish() {
        try {
            return loader().finish(digest);
        } catch (IllegalArgumentException e) {
            throw new FormatException("not a tree: " + e.getMessage());
        }
    }
}
