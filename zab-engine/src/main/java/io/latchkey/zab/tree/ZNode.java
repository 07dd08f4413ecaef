package io.latchkey.zab.tree;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node of the tree, immutable: data, ACL, Stat and children. */
public final class ZNode {
    /** The data as last set, or null when it was set to null; shared, never changed. */
    public byte @Nullable [] data() {
        throw new UnsupportedOperationException();
    }

    public List<Acl> acl() {
        throw new UnsupportedOperationException();
    }

    public NodeKind kind() {
        throw new UnsupportedOperationException();
    }

    public Stat stat() {
        throw new UnsupportedOperationException();
    }

    public int childCount() {
        throw new UnsupportedOperationException();
    }

    /** Names without path, in no particular order. */
    public Collection<String> childNames() {
        throw new UnsupportedOperationException();
    }

    public @Nullable ZNode child(String name) {
        throw new UnsupportedOperationException();
    }
}
