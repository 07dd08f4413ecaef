package io.latchkey.zab.tree;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The children of a node by their names, immutable. */
sealed interface Children permits SortedChildren, TrieChildren {
    Children NONE = TrieChildren.EMPTY;

    @Nullable
    ZNode get(String name);

    int size();

    /** In no particular order. */
    Collection<String> names();

    /** With this child, in the place of one of that name if there is one. */
    Children putting(String name, ZNode child);

    Children removing(String name);
}
