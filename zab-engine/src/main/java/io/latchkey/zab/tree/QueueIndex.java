package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes have a lock's queue below them, immutable; follows from the nodes and is kept so that granting needs no
 * listing. Costs a look at the name of each node that comes or goes, and O(log n) for those that are entries.
 */
final class QueueIndex {
    static final QueueIndex EMPTY = new QueueIndex(ExtensionsKt.persistentHashMapOf());

    private final PersistentMap<String, EntryQueue> byParent;

    private QueueIndex(PersistentMap<String, EntryQueue> byParent) {
        this.byParent = byParent;
    }

    EntryQueue of(String parent) {
        EntryQueue queue = byParent.get(parent);
        return queue == null ? EntryQueue.EMPTY : queue;
    }

    /** The nodes that have one, in no particular order. */
    Collection<String> parents() {
        return byParent.keySet();
    }

    /** How many nodes have one. */
    int count() {
        return byParent.size();
    }

    /** Paths of all entries whose names pass, sorted; looks at all of them. */
    List<String> find(Predicate<String> name) {
        List<String> found = new ArrayList<>();
        byParent.forEach((parent, queue) -> {
            for (String entry : queue.names()) {
                if (name.test(entry)) {
                    found.add(ZPath.child(parent, entry));
                }
            }
        });
        Collections.sort(found);
        return found;
    }

    /** A node has been made. */
    QueueIndex adding(String parent, String name) {
        EntryName entry = EntryName.parse(name);
        return entry == null
                ? this
                : new QueueIndex(byParent.putting(parent, of(parent).adding(name, entry)));
    }

    QueueIndex removing(String parent, String name) {
        EntryName entry = EntryName.parse(name);
        if (entry == null) {
            return this;
        }
        EntryQueue rest = of(parent).removing(name, entry);
        return new QueueIndex(rest.size() == 0 ? byParent.removing(parent) : byParent.putting(parent, rest));
    }

    /** An entry that a snapshot has. */
    record Loaded(String name, EntryName entry, long czxid) {
        static @Nullable Loaded of(String name, ZNode node) {
            EntryName entry = EntryName.parse(name);
            return entry == null ? null : new Loaded(name, entry, node.czxid());
        }
    }

    /** All entries of one node at once, in any order; sorts the list, so that they come as they came in life. */
    QueueIndex loading(String parent, List<Loaded> entries) {
        entries.sort(Comparator.comparingLong(Loaded::czxid));
        EntryQueue queue = EntryQueue.EMPTY;
        for (Loaded e : entries) {
            queue = queue.adding(e.name(), e.entry());
        }
        return new QueueIndex(byParent.putting(parent, queue));
    }
}
