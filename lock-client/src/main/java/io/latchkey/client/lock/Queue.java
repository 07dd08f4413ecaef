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
                    .thenComparing(QueueEntry::node));
        }
        return new Queue(entries);
    }

    List<QueueEntry> entries() {
        return entries;
    }

    /** Those who hold the lock. */
    List<QueueEntry> holders() {
        return entries.subList(0, Math.min(1, entries.size()));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The place of a node, 0 for the holder, -1 when it is not in the queue. */
    int placeOf(String node) {
        return places.getOrDefault(node, -1);
    }

    /** Who must leave before this node is served; null for the holder. */
    @Nullable
    QueueEntry before(String node) {
        int place = placeOf(node);
        return place <= 0 ? null : entries.get(place - 1);
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
