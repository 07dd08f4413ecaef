package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;
import org.jspecify.annotations.Nullable;

/**
 * Names by rising rank, of equal rank exclusive ones first, then by themselves; immutable. Nearly all come in that order, and cost O(log n). What
 * comes before others that are there, as a tombstone does, is kept apart in a list, and each of these costs a copy of it.
 */
final class QueueLine implements Iterable<String> {
    static final QueueLine EMPTY = new QueueLine(ExtensionsKt.persistentMapOf(), Long.MIN_VALUE, List.of());

    private record Early(long rank, String name) {
        static final Comparator<Early> ORDER = Comparator.comparingLong(Early::rank)
                .thenComparing(Early::shared)
                .thenComparing(Early::name);

        /** A reader may take the place of a writer that is about to go: until then the writer holds it. */
        boolean shared() {
            EntryName entry = EntryName.parse(name);
            return entry != null && entry.shared();
        }
    }

    /** Keeps the order of putting, which is that of ranks. */
    private final PersistentMap<Long, String> inOrder;
    /** The highest rank that was ever put there. */
    private final long last;
    /** Sorted. */
    private final List<Early> early;

    private QueueLine(PersistentMap<Long, String> inOrder, long last, List<Early> early) {
        this.inOrder = inOrder;
        this.last = last;
        this.early = early;
    }

    boolean isEmpty() {
        return inOrder.isEmpty() && early.isEmpty();
    }

    boolean has(long rank, String name) {
        return name.equals(inOrder.get(rank)) || placeOf(rank, name) >= 0;
    }

    /** Whether that place is before all that are here. */
    boolean isBeforeAll(long rank, String name) {
        Early place = new Early(rank, name);
        if (!early.isEmpty() && Early.ORDER.compare(place, early.get(0)) > 0) {
            return false;
        }
        if (inOrder.isEmpty()) {
            return true;
        }
        var first = inOrder.entrySet().iterator().next();
        return Early.ORDER.compare(place, new Early(first.getKey(), first.getValue())) < 0;
    }

    QueueLine adding(long rank, String name) {
        if (inOrder.isEmpty() || rank > last) {
            return new QueueLine(inOrder.putting(rank, name), rank, early);
        }
        int place = placeOf(rank, name);
        List<Early> more = new ArrayList<>(early.size() + 1);
        more.addAll(early);
        more.add(place < 0 ? -place - 1 : place, new Early(rank, name));
        return new QueueLine(inOrder, last, Collections.unmodifiableList(more));
    }

    /** Null if it is not there. */
    @Nullable
    QueueLine removing(long rank, String name) {
        if (name.equals(inOrder.get(rank))) {
            return new QueueLine(inOrder.removing(rank), last, early);
        }
        int place = placeOf(rank, name);
        if (place < 0) {
            return null;
        }
        List<Early> rest = new ArrayList<>(early);
        rest.remove(place);
        return new QueueLine(inOrder, last, Collections.unmodifiableList(rest));
    }

    /** Negative if it is not among the early ones. */
    private int placeOf(long rank, String name) {
        return Collections.binarySearch(early, new Early(rank, name), Early.ORDER);
    }

    /** The rank that it was added with, null if it is not there; looks at all of them. */
    @Nullable
    Long rankOf(String name) {
        for (Early place : early) {
            if (place.name().equals(name)) {
                return place.rank();
            }
        }
        for (var place : inOrder.entrySet()) {
            if (place.getValue().equals(name)) {
                return place.getKey();
            }
        }
        return null;
    }

    @Override
    public Iterator<String> iterator() {
        return early.isEmpty() ? inOrder.values().iterator() : new Merge(early.iterator(), inOrder);
    }

    private static final class Merge implements Iterator<String> {
        private final Iterator<Early> early;
        private final Iterator<Map.Entry<Long, String>> inOrder;
        private @Nullable Early nextEarly;
        private @Nullable Early nextInOrder;

        Merge(Iterator<Early> early, PersistentMap<Long, String> inOrder) {
            this.early = early;
            this.inOrder = inOrder.entrySet().iterator();
            advanceEarly();
            advanceInOrder();
        }

        private void advanceEarly() {
            nextEarly = early.hasNext() ? early.next() : null;
        }

        private void advanceInOrder() {
            if (inOrder.hasNext()) {
                var next = inOrder.next();
                nextInOrder = new Early(next.getKey(), next.getValue());
            } else {
                nextInOrder = null;
            }
        }

        @Override
        public boolean hasNext() {
            return nextEarly != null || nextInOrder != null;
        }

        @Override
        public String next() {
            Early a = nextEarly;
            Early b = nextInOrder;
            if (a != null && (b == null || Early.ORDER.compare(a, b) < 0)) {
                advanceEarly();
                return a.name();
            } else if (b != null) {
                advanceInOrder();
                return b.name();
            }
            throw new NoSuchElementException();
        }
    }
}
