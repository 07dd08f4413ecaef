package io.latchkey.client.lock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A queue as one listing shows it, in the order of granting; children that are no entries are left out. */
final class Queue {
    private final List<QueueEntry> entries;
    private final Map<String, Integer> places = new HashMap<>();

    private Queue(List<QueueEntry> entries) {
        this.entries = entries;
        for (int i = 0; i < entries.size(); i++) {
            places.put(entries.get(i).node(), i);
        }
    }

    /**
     * Sorts a listing. Sequence numbers are compared by their distance from one of them, so that the order stays right when
     * the servers' 32-bit counter overflows while people queue: no queue is two thousand million entries long.
     */
    static Queue of(List<String> children) {
        List<QueueEntry> entries = new ArrayList<>(children.size());
        for (String child : children) {
            QueueEntry entry = QueueEntry.parse(child);
            if (entry != null) {
                entries.add(entry);
            }
        }
        if (!entries.isEmpty()) {
            int pivot = entries.get(0).sequence();
            entries.sort(Comparator.comparingInt((QueueEntry entry) -> entry.sequence() - pivot)
                    .thenComparing(QueueEntry::shared) // a writer before the reader that takes its place
                    .thenComparing(QueueEntry::node));
        }
        return new Queue(entries);
    }

    List<QueueEntry> entries() {
        return entries;
    }

    /** Those who hold the lock. */
    List<QueueEntry> holders() {
        int count = 0;
        while (count < entries.size() && entries.get(count).shared()) {
            count++;
        }
        return entries.subList(0, count > 0 ? count : Math.min(1, entries.size()));
    }

    /** Whether one more of that kind would be granted as soon as it is there. */
    boolean isFree(EntryKind kind) {
        return kind.shared() ? entries.stream().allMatch(QueueEntry::shared) : entries.isEmpty();
    }

    /** The place of a node, 0 for the first, -1 when it is not in the queue. */
    int placeOf(String node) {
        return places.getOrDefault(node, -1);
    }

    /**
     * Who must leave before this node is served; null if it holds the lock. That is the nearest before it, for a reader the
     * nearest that is none: only earlier ones block.
     */
    @Nullable
    QueueEntry before(String node) {
        int place = placeOf(node);
        boolean shared = place > 0 && entries.get(place).shared();
        for (int i = place - 1; i >= 0; i--) {
            if (!shared || !entries.get(i).shared()) {
                return entries.get(i);
            }
        }
        return null;
    }

    /** The first node whose name begins so, or null. */
    @Nullable
    QueueEntry first(String prefix) {
        for (QueueEntry entry : entries) {
            if (entry.node().startsWith(prefix)) {
                return entry;
            }
        }
        return null;
    }
}
