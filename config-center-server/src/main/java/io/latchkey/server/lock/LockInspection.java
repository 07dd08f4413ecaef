package io.latchkey.server.lock;

import io.latchkey.server.lock.LockQueue.Kind;
import io.latchkey.server.lock.LockQueue.Mode;
import io.latchkey.server.lock.LockQueue.Place;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.EntryName;
import io.latchkey.zab.tree.EntryQueue;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.ZNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells of the queues of locks that a tree has: those of our own client and of all that name their places as Curator
 * does. Only reads a tree, so any thread may use it.
 */
public final class LockInspection {
    /** Under which our own client keeps locks. */
    public static final String LOCKS = "/locks/";
    /** Under which it keeps elections. */
    public static final String ELECTIONS = "/elections/";

    /** Queues looked at, so that a look does not hold an event loop up for long. */
    private static final int LOOKED_MAX = 200_000;

    private static final int OWNER_BYTES_MAX = 200;
    private static final Pattern WRITER = Pattern.compile(".*__WRIT__(\\d{10}|-\\d{9,10})");

    private LockInspection() {}

    /** Which come first. */
    public enum Order {
        /** By path, but locks before elections before all others. */
        NAME,
        /** Those that most wait for. */
        WAITING
    }

    /**
     * What was found.
     *
     * @param queues those that come first
     * @param total all that are in use
     * @param complete false if not all were looked at, so that others might come first
     */
    public record Found(List<LockQueue> queues, int total, boolean complete) {}

    private record Candidate(String path, Kind kind, int size) {}

    /**
     * Looks at all locks that are in use.
     *
     * @param queuesMax queues to tell of at most, at least 1
     * @param placesMax holders and waiting of each to tell of at most
     */
    public static Found of(DataTree tree, Order order, int queuesMax, int placesMax) {
        Comparator<Candidate> byName = Comparator.comparing(Candidate::kind).thenComparing(Candidate::path);
        Comparator<Candidate> comparator = order == Order.NAME
                ? byName
                : Comparator.comparingInt(Candidate::size).reversed().thenComparing(byName);
        PriorityQueue<Candidate> first = new PriorityQueue<>(comparator.reversed());
        int looked = 0;
        for (String path : tree.queuePaths()) {
            if (++looked > LOOKED_MAX) {
                break;
            }
            first.add(new Candidate(path, kind(path), tree.queue(path).size()));
            if (first.size() > queuesMax) {
                first.poll();
            }
        }
        List<LockQueue> queues = first.stream()
                .sorted(comparator)
                .map(candidate -> describe(tree, candidate.path(), placesMax))
                .toList();
        return new Found(queues, tree.queuePaths().size(), looked <= LOOKED_MAX);
    }

    /**
     * One lock.
     *
     * @return null if nobody has it or waits for it
     */
    public static @Nullable LockQueue at(DataTree tree, String path, int placesMax) {
        return tree.queue(path).size() == 0 ? null : describe(tree, path, placesMax);
    }

    private static LockQueue describe(DataTree tree, String path, int placesMax) {
        EntryQueue queue = tree.queue(path);
        int held = queue.grantedCount();
        // who waits is told of however many share the lock
        List<String> names = queue.first(placesMax + Math.max(held, 1));
        ZNode parent = tree.node(path);
        List<Place> holders = new ArrayList<>();
        List<Place> waiting = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            List<Place> side = i < held ? holders : waiting;
            ZNode node = parent == null ? null : parent.child(names.get(i));
            if (node != null && side.size() < placesMax) {
                side.add(place(names.get(i), node));
            }
        }
        return new LockQueue(
                path, name(path), kind(path), List.copyOf(holders), held, List.copyOf(waiting), queue.size() - held);
    }

    /** One place, whatever its lock. */
    public static Place place(String name, ZNode node) {
        Mode mode = node.kind() == NodeKind.TOMBSTONE ? Mode.DELAY : mode(name);
        return new Place(name, mode, node.owner(), node.czxid(), node.stat().ctime(), owner(node));
    }

    private static Mode mode(String name) {
        EntryName entry = EntryName.parse(name);
        if (entry != null && entry.shared()) {
            return Mode.READER;
        }
        return WRITER.matcher(name).matches() ? Mode.WRITER : Mode.MUTEX;
    }

    private static String owner(ZNode node) {
        byte[] data = node.data();
        return data == null || data.length > OWNER_BYTES_MAX ? "" : new String(data, StandardCharsets.UTF_8);
    }

    static Kind kind(String path) {
        if (path.startsWith(LOCKS)) {
            return Kind.LOCK;
        }
        return path.startsWith(ELECTIONS) ? Kind.ELECTION : Kind.OTHER;
    }

    /** The name that people give to the lock at that path. */
    public static String name(String path) {
        return switch (kind(path)) {
            case LOCK -> path.substring(LOCKS.length());
            case ELECTION -> path.substring(ELECTIONS.length());
            case OTHER -> path;
        };
    }
}
