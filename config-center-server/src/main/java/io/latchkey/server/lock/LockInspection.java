package io.latchkey.server.lock;

import io.latchkey.server.lock.LockQueue.Kind;
import io.latchkey.server.lock.LockQueue.Place;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Stat;
import io.latchkey.zab.tree.ZNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the queues of the lock client, and of others that name the places of a queue as Curator does, below
 * {@code /locks} and {@code /elections}. Only reads a tree, so any thread may use it.
 */
public final class LockInspection {
    private static final String LOCKS = "/locks";
    private static final String ELECTIONS = "/elections";

    /** The name of a place: it ends with the number that the server gave it. */
    private static final Pattern PLACE = Pattern.compile(".*lock-(\\d{10}|-\\d{10})");

    /** Nodes looked at, so that a tree that holds other things there does not take all day. */
    private static final int NODES_MAX = 100_000;

    private static final int OWNER_BYTES_MAX = 200;

    private final DataTree tree;
    private final int queuesMax;
    private final int placesMax;
    private final List<LockQueue> found = new ArrayList<>();
    private int looked;
    private boolean complete = true;

    private record Level(String name, ZNode node) {}

    private LockInspection(DataTree tree, int queuesMax, int placesMax) {
        this.tree = tree;
        this.queuesMax = queuesMax;
        this.placesMax = placesMax;
    }

    /**
     * What was found.
     *
     * @param queues those in use, locks first, sorted by name
     * @param complete false if there are more
     */
    public record Found(List<LockQueue> queues, boolean complete) {}

    /**
     * Looks at all locks and elections.
     *
     * @param queuesMax queues to tell of at most
     * @param placesMax places of each to tell of at most, at least 1
     */
    public static Found of(DataTree tree, int queuesMax, int placesMax) {
        LockInspection inspection = new LockInspection(tree, queuesMax, placesMax);
        inspection.walk(LOCKS, Kind.LOCK);
        inspection.walk(ELECTIONS, Kind.ELECTION);
        inspection.found.sort(Comparator.comparing(LockQueue::kind).thenComparing(LockQueue::name));
        return new Found(List.copyOf(inspection.found), inspection.complete);
    }

    private void walk(String root, Kind kind) {
        ZNode top = tree.node(root);
        if (top == null) {
            return;
        }
        Deque<Level> todo = new ArrayDeque<>();
        todo.add(new Level("", top));
        Level level;
        while ((level = todo.poll()) != null) {
            List<Numbered> places = new ArrayList<>();
            for (String child : level.node().childNames()) {
                ZNode node = level.node().child(child);
                if (node == null) {
                    continue;
                }
                if (++looked > NODES_MAX) {
                    complete = false;
                    return;
                }
                Matcher place = PLACE.matcher(child);
                if (place.matches()) {
                    places.add(new Numbered((int) Long.parseLong(place.group(1)), child, node));
                } else if (node.childCount() > 0) {
                    todo.add(new Level(level.name().isEmpty() ? child : level.name() + "/" + child, node));
                }
            }
            add(level.name(), kind, places);
        }
    }

    private void add(String name, Kind kind, List<Numbered> places) {
        if (places.isEmpty() || name.isEmpty()) {
            return;
        }
        if (found.size() >= queuesMax) {
            complete = false;
            return;
        }
        // numbers are 32 bits and overflow: in one queue they lie close together, so their distance tells the order
        int pivot = places.get(0).number();
        places.sort(Comparator.comparingInt((Numbered p) -> p.number() - pivot).thenComparing(Numbered::name));
        List<Place> first =
                places.stream().limit(placesMax).map(Numbered::place).toList();
        found.add(new LockQueue(name, kind, first, places.size()));
    }

    private record Numbered(int number, String name, ZNode node) {
        Place place() {
            Stat stat = node.stat();
            return new Place(stat.ephemeralOwner(), stat.czxid(), stat.ctime(), owner());
        }

        private String owner() {
            byte[] data = node.data();
            return data == null || data.length > OWNER_BYTES_MAX ? "" : new String(data, StandardCharsets.UTF_8);
        }
    }
}
