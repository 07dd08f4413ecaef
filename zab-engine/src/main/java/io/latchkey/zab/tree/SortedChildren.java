package io.latchkey.zab.tree;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Children as a snapshot has them, sorted by name: a third of the memory of a map, and next to no time to make, which is
 * what a server that starts has least of. The first change makes a map of them.
 */
final class SortedChildren implements Children {
    /** So that the first change never takes long. */
    static final int SIZE_MAX = 4_096;

    private final String[] names;
    private final ZNode[] nodes;

    private SortedChildren(String[] names, ZNode[] nodes) {
        this.names = names;
        this.nodes = nodes;
    }

    /**
     * The first {@code count} of both arrays, which are not used any more by the caller.
     *
     * @param names rising
     */
    static Children of(String[] names, ZNode[] nodes, int count) {
        if (count > SIZE_MAX) {
            return TrieChildren.of(names, nodes, count);
        }
        return names.length == count
                ? new SortedChildren(names, nodes)
                : new SortedChildren(Arrays.copyOf(names, count), Arrays.copyOf(nodes, count));
    }

    @Override
    public @Nullable ZNode get(String name) {
        int at = Arrays.binarySearch(names, name);
        return at < 0 ? null : nodes[at];
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public Collection<String> names() {
        return Collections.unmodifiableList(Arrays.asList(names));
    }

    @Override
    public Children putting(String name, ZNode child) {
        return TrieChildren.of(names, nodes, names.length).putting(name, child);
    }

    @Override
    public Children removing(String name) {
        return TrieChildren.of(names, nodes, names.length).removing(name);
    }
}
