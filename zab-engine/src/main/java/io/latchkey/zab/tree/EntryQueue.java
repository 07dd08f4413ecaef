package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The children of one node that are places in a lock's queue, immutable, in the order of granting: that of the numbers in
 * their names, a writer before the reader that takes its place, then of the names, as every recipe has it. Names tell who is exclusive and who is shared, see {@link
 * EntryName}.
 *
 * <p>The numbers are 32 bits of a counter that may overflow: after 2147483647 comes -2147483648. So each is understood as
 * the nearest to that of the entry that came last, and no queue is two thousand million entries long.
 */
public final class EntryQueue {
    static final EntryQueue EMPTY = new EntryQueue(QueueLine.EMPTY, QueueLine.EMPTY, 0, 0, 0);

    private final QueueLine all;
    /** The same without shared ones; the very same line while there are none. */
    private final QueueLine exclusive;

    private final int size;
    private final int sharedCount;
    /** Of the entry that came last. */
    private final long latestRank;

    private EntryQueue(QueueLine all, QueueLine exclusive, int size, int sharedCount, long latestRank) {
        this.all = all;
        this.exclusive = sharedCount == 0 ? all : exclusive;
        this.size = size;
        this.sharedCount = sharedCount;
        this.latestRank = latestRank;
    }

    /** The number in a name, with the higher bits that it lacks. */
    private long rank(EntryName entry) {
        return size == 0 ? entry.sequence() : latestRank + (entry.sequence() - (int) latestRank);
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
     * @return false if there is no such entry
     */
    public boolean isGranted(String name) {
        EntryName entry = EntryName.parse(name);
        if (entry == null || size == 0) {
            return false;
        }
        if (name.equals(all.iterator().next())) {
            return true;
        }
        long rank = rank(entry);
        return entry.shared() && all.has(rank, name) && exclusive.isBeforeAll(rank, name);
    }

    /** All entries in the order of granting; a new list. */
    public List<String> names() {
        return first(size);
    }

    /** The first of {@link #names}; a new list. */
    public List<String> first(int limit) {
        List<String> names = new ArrayList<>(Math.min(limit, size));
        for (String name : all) {
            if (names.size() >= limit) {
                return names;
            }
            names.add(name);
        }
        return names;
    }

    /** How many hold the lock: one, or as many as share it. Costs a look at each of those that share. */
    public int grantedCount() {
        if (sharedCount == 0 || size == 0) {
            return Math.min(1, size);
        }
        int shared = 0;
        for (String name : all) {
            EntryName entry = EntryName.parse(name);
            if (entry != null && !entry.shared()) {
                return Math.max(1, shared);
            }
            shared++;
        }
        return shared;
    }

    /** The first entry whose name begins so and passes; looks at all of them. */
    @Nullable
    String find(String prefix, Predicate<String> passes) {
        for (String name : all) {
            if (name.startsWith(prefix) && passes.test(name)) {
                return name;
            }
        }
        return null;
    }

    EntryQueue adding(String name, EntryName entry) {
        long rank = rank(entry);
        QueueLine more = all.adding(rank, name);
        return entry.shared()
                ? new EntryQueue(more, exclusive, size + 1, sharedCount + 1, rank)
                : new EntryQueue(
                        more, sharedCount == 0 ? more : exclusive.adding(rank, name), size + 1, sharedCount, rank);
    }

    EntryQueue removing(String name, EntryName entry) {
        QueueLine less = removing(all, name, entry);
        return entry.shared()
                ? new EntryQueue(less, exclusive, size - 1, sharedCount - 1, latestRank)
                : new EntryQueue(
                        less,
                        sharedCount == 0 ? less : removing(exclusive, name, entry),
                        size - 1,
                        sharedCount,
                        latestRank);
    }

    private QueueLine removing(QueueLine line, String name, EntryName entry) {
        QueueLine less = line.removing(rank(entry), name);
        if (less
                == null) { // made by hand under a number far from all others, it may have had another rank when it came
            Long rank = line.rankOf(name);
            less = rank == null ? null : line.removing(rank, name);
        }
        if (less == null) {
            throw new Inconsistency("queue entry " + name + " is in no queue");
        }
        return less;
    }
}
