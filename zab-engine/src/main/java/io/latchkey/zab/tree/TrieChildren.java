package io.latchkey.zab.tree;

import java.util.Collection;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;
import org.jspecify.annotations.Nullable;

/** Children in a persistent map, which shares with its predecessor what has not changed. */
final class TrieChildren implements Children {
    static final TrieChildren EMPTY = new TrieChildren(ExtensionsKt.persistentHashMapOf());

    private final PersistentMap<String, ZNode> map;

    private TrieChildren(PersistentMap<String, ZNode> map) {
        this.map = map;
    }

    /** Those children, the first {@code count} of both arrays. */
    static TrieChildren of(String[] names, ZNode[] nodes, int count) {
        PersistentMap.Builder<String, ZNode> builder = EMPTY.map.builder();
        for (int i = 0; i < count; i++) {
            builder.put(names[i], nodes[i]);
        }
        return new TrieChildren(builder.build());
    }

    @Override
    public @Nullable ZNode get(String name) {
        return map.get(name);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public Collection<String> names() {
        return map.keySet();
    }

    @Override
    public Children putting(String name, ZNode child) {
        return new TrieChildren(map.putting(name, child));
    }

    @Override
    public Children removing(String name) {
        PersistentMap<String, ZNode> rest = map.removing(name);
        return rest.isEmpty() ? EMPTY : new TrieChildren(rest);
    }
}
