package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;
import kotlinx.collections.immutable.PersistentSet;

/** Which ephemerals go with which session, immutable; follows from the nodes and is kept to find them at once. */
final class EphemeralIndex {
    static final EphemeralIndex EMPTY = new EphemeralIndex(ExtensionsKt.persistentHashMapOf(), 0);

    private static final PersistentSet<String> NO_PATHS = ExtensionsKt.persistentHashSetOf();

    private final PersistentMap<Long, PersistentSet<String>> byOwner;
    private final int count;

    private EphemeralIndex(PersistentMap<Long, PersistentSet<String>> byOwner, int count) {
        this.byOwner = byOwner;
        this.count = count;
    }

    /** Of all sessions. */
    int count() {
        return count;
    }

    boolean has(long owner) {
        return byOwner.containsKey(owner);
    }

    /** Paths of a session's ephemerals, sorted. */
    List<String> sorted(long owner) {
        List<String> sorted = new ArrayList<>(byOwner.getOrDefault(owner, NO_PATHS));
        Collections.sort(sorted);
        return Collections.unmodifiableList(sorted);
    }

    EphemeralIndex adding(long owner, String path) {
        PersistentSet<String> paths = byOwner.getOrDefault(owner, NO_PATHS).adding(path);
        return new EphemeralIndex(byOwner.putting(owner, paths), count + 1);
    }

    EphemeralIndex removing(long owner, String path) {
        PersistentSet<String> paths = byOwner.getOrDefault(owner, NO_PATHS);
        if (!paths.contains(path)) {
            throw new Inconsistency("ephemeral " + path + " is in no session's list");
        }
        PersistentSet<String> rest = paths.removing(path);
        return new EphemeralIndex(rest.isEmpty() ? byOwner.removing(owner) : byOwner.putting(owner, rest), count - 1);
    }
}
