package io.latchkey.server.lock;

import io.latchkey.server.lock.Deadlock.Wait;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.EntryName;
import io.latchkey.zab.tree.EntryQueue;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for circles in the graph of who waits for whom. Its points are sessions, for they are what servers know of
 * owners. One who waits exclusively waits for all that hold the lock; a reader waits for the first exclusive entry before
 * it, whether that holds the lock or waits itself. Who waits further behind need not be looked at: whoever stands between
 * waits for the same.
 *
 * <p>Only those sessions are looked at that wait somewhere and are waited for elsewhere, so the cost is that of the locks
 * that are waited for and their holders, not of the lengths of queues. A session that waits for a lock that it holds itself
 * is no circle: these are two threads of one process, one after the other, as everywhere.
 */
final class DeadlockFinder {
    private static final int FOUND_MAX = 100;
    /** Readers of one lock that are looked at. */
    private static final int HOLDERS_MAX = 1_000;

    private final DataTree tree;
    private final WaitTable waits;
    /** Of locks that are waited for: who stands before others. */
    private final Map<String, Blockers> blockers = new HashMap<>();

    private final TreeSet<Long> suspects = new TreeSet<>();
    private final List<Deadlock> found = new ArrayList<>();

    /** One who stands before others. */
    private record Entry(long session, long token, boolean holds) {}

    /** @param first the first exclusive entry, null if there is none */
    private record Blockers(List<Entry> holders, @Nullable Entry first) {}

    /** The session of an entry waits for another. */
    private record Edge(String entry, long token, Entry blocker) {
        long next() {
            return blocker.session();
        }
    }

    private DeadlockFinder(DataTree tree, WaitTable waits) {
        this.tree = tree;
        this.waits = waits;
    }

    /**
     * Finds at least one circle of those that are entangled with each other, at most 100 in all.
     *
     * @param contended paths of the locks that are waited for
     */
    static List<Deadlock> find(DataTree tree, WaitTable waits, Iterable<String> contended) {
        DeadlockFinder finder = new DeadlockFinder(tree, waits);
        for (String path : contended) {
            finder.lookAt(path);
        }
        finder.search();
        return List.copyOf(finder.found);
    }

    private void lookAt(String path) {
        ZNode parent = tree.node(path);
        EntryQueue queue = tree.queue(path);
        if (parent == null || queue.size() == 0) {
            return;
        }
        List<String> names = queue.first(Math.min(HOLDERS_MAX, queue.grantedCount()) + 1);
        List<Entry> holders = new ArrayList<>();
        Entry first = null;
        for (String name : names) {
            ZNode node = parent.child(name);
            EntryName parsed = EntryName.parse(name);
            if (node == null || parsed == null || node.owner() == 0) {
                continue; // who has no session waits for nobody
            }
            Entry entry = new Entry(node.owner(), node.czxid(), queue.isGranted(name));
            if (entry.holds()) {
                holders.add(entry);
            }
            first = first == null && !parsed.shared() ? entry : first;
            if (!waits.of(node.owner()).isEmpty()) {
                suspects.add(node.owner());
            }
        }
        blockers.put(path, new Blockers(holders, first));
    }

    /** In depth first, without recursion; a way back to one that is on the way is a circle. */
    private void search() {
        Set<Long> done = new HashSet<>();
        for (long start : suspects) {
            List<Edge> way = new ArrayList<>();
            List<List<Edge>> open = new ArrayList<>();
            Map<Long, Integer> place = new TreeMap<>();
            if (!done.contains(start)) {
                place.put(start, 0);
                open.add(edges(start));
            }
            while (!open.isEmpty() && found.size() < FOUND_MAX) {
                List<Edge> rest = open.get(open.size() - 1);
                if (rest.isEmpty()) {
                    open.remove(open.size() - 1);
                    long left =
                            way.isEmpty() ? start : way.remove(way.size() - 1).next();
                    place.remove(left);
                    done.add(left);
                    continue;
                }
                Edge edge = rest.remove(rest.size() - 1);
                Integer back = place.get(edge.next());
                if (back != null) {
                    List<Edge> circle = new ArrayList<>(way.subList(back, way.size()));
                    circle.add(edge);
                    found.add(new Deadlock(turned(circle)));
                } else if (!done.contains(edge.next())) {
                    way.add(edge);
                    place.put(edge.next(), way.size());
                    open.add(edges(edge.next()));
                }
            }
        }
    }

    private List<Wait> turned(List<Edge> circle) {
        Edge first = Collections.min(circle, Comparator.comparingLong(Edge::token));
        Collections.rotate(circle, -circle.indexOf(first));
        List<Wait> waiting = new ArrayList<>();
        for (Edge edge : circle) {
            ZNode node = Objects.requireNonNull(tree.node(edge.entry()), "who waits is in the tree");
            waiting.add(waiting(edge, node));
        }
        return List.copyOf(waiting);
    }

    private List<Edge> edges(long session) {
        List<Edge> edges = new ArrayList<>();
        waits.of(session).forEach((entry, token) -> {
            Blockers before = blockers.get(ZPath.parent(entry));
            EntryName name = EntryName.parse(entry);
            if (before == null || name == null) {
                return;
            }
            List<Entry> those =
                    !name.shared() ? before.holders() : before.first() == null ? List.of() : List.of(before.first());
            for (Entry blocker : those) {
                if (blocker.session() != session && suspects.contains(blocker.session())) {
                    edges.add(new Edge(entry, token, blocker));
                }
            }
        });
        edges.sort(Comparator.comparingLong(Edge::token)
                .thenComparingLong(Edge::next)
                .reversed());
        return edges;
    }

    private static Wait waiting(Edge edge, ZNode node) {
        String name = ZPath.name(edge.entry());
        return new Wait(
                node.owner(),
                LockInspection.place(name, node).owner(),
                ZPath.parent(edge.entry()),
                name,
                node.czxid(),
                node.stat().ctime(),
                edge.blocker().token(),
                edge.blocker().holds());
    }
}
