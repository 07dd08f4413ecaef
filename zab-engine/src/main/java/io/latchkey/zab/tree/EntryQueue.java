package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;
import org.jspecify.annotations.Nullable;

/**
 * The children of one node that are places in a lock's queue, immutable, in the order of granting: that of the
 * transactions that made them. Names tell who is exclusive and who is shared, see {@link EntryName}.
 *
 * <p>Those that one transaction made stand in the order of their numbers, then of their names, so that the order follows
 * from the tree alone, and a server that has loaded it from a snapshot grants as those that have built it up.
 */
public final class EntryQueue {
    static final EntryQueue EMPTY =
            new EntryQueue(ExtensionsKt.persistentMapOf(), ExtensionsKt.persistentMapOf(), 0, 0);

    private static final Comparator<String> WITHIN_TRANSACTION =
            Comparator.comparingInt(EntryQueue::sequence).thenComparing(Comparator.naturalOrder());

    /** Czxid to the names that it made, nearly always one. Keeps the order of putting, which is that of czxids. */
    private final PersistentMap<Long, List<String>> all;
    /** The same without shared ones; the very same map while there are none. */
    private final PersistentMap<Long, List<String>> exclusive;

    private final int size;
    private final int sharedCount;

    private EntryQueue(
            PersistentMap<Long, List<String>> all,
            PersistentMap<Long, List<String>> exclusive,
            int size,
            int sharedCount) {
        this.all = all;
        this.exclusive = sharedCount == 0 ? all : exclusive;
        this.size = size;
        this.sharedCount = sharedCount;
    }

    public int size() {
        return size;
    }

    /** Whether one more of that kind would be granted as soon as it is there. */
    public boolean isFree(boolean shared) {
        return shared ? exclusive.isEmpty() : all.isEmpty();
    }

    /**
     * Whether the entry holds the lock: an exclusive one if it is the first of all, a shared one if none that is
     * exclusive stands before it.
     *
     * @param czxid of the entry's node
     * @return false if there is no such entry
     */
    public boolean isGranted(String name, long czxid) {
        List<String> together = all.get(czxid);
        EntryName entry = together == null || !together.contains(name) ? null : EntryName.parse(name);
        if (entry == null) {
            return false;
        }
        PersistentMap<Long, List<String>> rivals = entry.shared() ? exclusive : all;
        if (rivals.isEmpty()) {
            return true;
        }
        var first = rivals.entrySet().iterator().next();
        int order = Long.compare(czxid, first.getKey());
        return order < 0
                || (order == 0
                        && WITHIN_TRANSACTION.compare(name, first.getValue().get(0)) <= 0);
    }

    /** All entries in the order of granting; a new list. */
    public List<String> names() {
        List<String> names = new ArrayList<>(size);
        all.values().forEach(names::addAll);
        return names;
    }

    /** The first of {@link #names}; a new list. */
    public List<String> first(int limit) {
        List<String> names = new ArrayList<>(Math.min(limit, size));
        for (List<String> together : all.values()) {
            for (String name : together) {
                if (names.size() >= limit) {
                    return names;
                }
                names.add(name);
            }
        }
        return names;
    }

    /** How many hold the lock: one, or as many as share it. Costs a look at each of those that share. */
    public int grantedCount() {
        if (sharedCount == 0 || size == 0) {
            return Math.min(1, size);
        }
        int shared = 0;
        for (List<String> together : all.values()) {
            for (String name : together) {
                EntryName entry = EntryName.parse(name);
                if (entry != null && !entry.shared()) {
                    return Math.max(1, shared);
                }
                shared++;
            }
        }
        return shared;
    }

    /** The first entry whose name begins so and passes; looks at all of them. */
    @Nullable
    String find(String prefix, Predicate<String> passes) {
        for (List<String> together : all.values()) {
            for (String name : together) {
                if (name.startsWith(prefix) && passes.test(name)) {
                    return name;
                }
            }
        }
        return null;
    }

    /** @param czxid not below any that is there already */
    EntryQueue adding(String name, EntryName entry, long czxid) {
        PersistentMap<Long, List<String>> more = adding(all, name, czxid);
        return entry.shared()
                ? new EntryQueue(more, exclusive, size + 1, sharedCount + 1)
                : new EntryQueue(more, sharedCount == 0 ? more : adding(exclusive, name, czxid), size + 1, sharedCount);
    }

    EntryQueue removing(String name, EntryName entry, long czxid) {
        PersistentMap<Long, List<String>> less = removing(all, name, czxid);
        return entry.shared()
                ? new EntryQueue(less, exclusive, size - 1, sharedCount - 1)
                : new EntryQueue(
                        less, sharedCount == 0 ? less : removing(exclusive, name, czxid), size - 1, sharedCount);
    }

    private static PersistentMap<Long, List<String>> adding(
            PersistentMap<Long, List<String>> map, String name, long czxid) {
        List<String> together = map.get(czxid);
        if (together == null) {
            return map.putting(czxid, List.of(name));
        }
        List<String> more = new ArrayList<>(together);
        int place = Collections.binarySearch(together, name, WITHIN_TRANSACTION);
        more.add(place < 0 ? -place - 1 : place, name);
        return map.putting(czxid, Collections.unmodifiableList(more));
    }

    private static PersistentMap<Long, List<String>> removing(
            PersistentMap<Long, List<String>> map, String name, long czxid) {
        List<String> together = map.get(czxid);
        int place = together == null ? -1 : Collections.binarySearch(together, name, WITHIN_TRANSACTION);
        if (together == null || place < 0) {
            throw new Inconsistency("queue entry " + name + " is in no queue");
        }
        if (together.size() == 1) {
            return map.removing(czxid);
        }
        List<String> rest = new ArrayList<>(together);
        rest.remove(place);
        return map.putting(czxid, Collections.unmodifiableList(rest));
    }

    private static int sequence(String name) {
        EntryName entry = EntryName.parse(name);
        return entry == null ? 0 : entry.sequence();
    }
}
