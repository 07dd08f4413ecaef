package io.latchkey.server.lock;

import io.latchkey.server.lock.LockFigures.End;
import io.latchkey.server.lock.LockFigures.Top;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.EntryName;
import io.latchkey.zab.tree.EntryQueue;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows all locks from transaction to transaction and counts. A transaction that touches no entry costs a look at the
 * names of what it touched; one that does costs a few look-ups for each entry. One thread, but for {@link #grantedMs}.
 */
final class LockTracker {
    private static final int TOP = 10;
    /** Holds whose grant is remembered; beyond it, holds that had to wait have no known begin. */
    private static final int GRANTS_MAX = 100_000;

    private final Map<String, Integer> waitingByQueue = new HashMap<>();
    private final WaitTable waits = new WaitTable();
    /** When those were granted that had to wait, by the paths of their entries. */
    private final Map<String, Long> granted = new ConcurrentHashMap<>();

    private final Map<End, Long> ended = new EnumMap<>(End.class);
    private final Histogram waitTimes = new Histogram();
    private final Histogram holdTimes = new Histogram();
    /** From here on every grant was seen. */
    private volatile long seenFromZxid;

    private int inUse;
    private long held;
    private long waiting;
    private long atOnce;
    private long afterWait;
    private long withdrawn;

    LockTracker() {
        for (End end : End.values()) {
            ended.put(end, 0L);
        }
    }

    /** Those who wait now, by session. */
    WaitTable waits() {
        return waits;
    }

    /** Starts from a tree whose past is not known. */
    void reset(DataTree tree) {
        waitingByQueue.clear();
        waits.clear();
        granted.clear();
        seenFromZxid = tree.zxid();
        inUse = tree.queuePaths().size();
        held = 0;
        waiting = 0;
        for (String path : tree.queuePaths()) {
            EntryQueue queue = tree.queue(path);
            int holders = queue.grantedCount();
            held += holders;
            if (queue.size() > holders) {
                addWaiting(path, queue.size() - holders);
                ZNode parent = tree.node(path);
                for (String name : queue.names().subList(holders, queue.size())) {
                    ZNode node = parent == null ? null : parent.child(name);
                    if (node != null) {
                        waits.add(node.owner(), ZPath.child(path, name), node.czxid());
                    }
                }
            }
        }
    }

    /** What one transaction did to one queue. */
    private static final class Touched {
        final List<Change.Created> created = new ArrayList<>();
        final List<Change.Deleted> deleted = new ArrayList<>();
    }

    /** @param before the tree just before the transaction */
    void apply(DataTree before, Committed committed) {
        Map<String, Touched> queues = null;
        End sessionEnd = null;
        boolean forced = false;
        for (Change change : committed.changes()) {
            if (change instanceof Change.SessionClosed closed) {
                sessionEnd = closed.expired() ? End.SESSION_EXPIRED : End.SESSION_CLOSED;
            } else if (change instanceof Change.Created created) {
                forced |= created.path().startsWith(ForcedReleases.BELOW);
                if (isEntry(created.path())) {
                    queues = queues == null ? new LinkedHashMap<>() : queues;
                    touched(queues, created.path()).created.add(created);
                }
            } else if (change instanceof Change.Deleted deleted && isEntry(deleted.path())) {
                queues = queues == null ? new LinkedHashMap<>() : queues;
                touched(queues, deleted.path()).deleted.add(deleted);
            }
        }
        if (queues == null) {
            return;
        }
        inUse = committed.tree().queuePaths().size();
        End end = sessionEnd != null ? sessionEnd : forced ? End.FORCED : null;
        queues.forEach((path, touched) -> apply(path, touched, before, committed, end));
    }

    private static Touched touched(Map<String, Touched> queues, String entry) {
        return queues.computeIfAbsent(ZPath.parent(entry), path -> new Touched());
    }

    private static boolean isEntry(String path) {
        return EntryName.parse(path) != null;
    }

    private void apply(String path, Touched touched, DataTree before, Committed committed, @Nullable End end) {
        EntryQueue was = before.queue(path);
        EntryQueue now = committed.tree().queue(path);
        boolean holderGone = false;
        boolean exclusiveGone = false;
        for (Change.Deleted deleted : touched.deleted) {
            String name = ZPath.name(deleted.path());
            if (before.node(deleted.path()) == null) {
                touched.created.removeIf(created -> created.path().equals(deleted.path()));
                continue; // came and went within the transaction
            }
            exclusiveGone |= isExclusive(name);
            if (was.isGranted(name)) {
                holderGone = true;
                ended(deleted, committed, end);
            } else {
                withdrawn++;
                stopWaiting(path, deleted.path(), deleted.was().owner());
            }
        }
        boolean jumped = false;
        Set<String> fresh = new LinkedHashSet<>();
        for (Change.Created created : touched.created) {
            String name = ZPath.name(created.path());
            fresh.add(name);
            if (now.isGranted(name)) {
                held++;
                if (created.node().kind() != NodeKind.TOMBSTONE) { // that keeps a lock from all
                    atOnce++;
                    waitTimes.record(0);
                }
                jumped |= isExclusive(name) && was.size() > 0;
            } else {
                addWaiting(path, 1);
                waits.add(created.node().owner(), created.path(), created.node().czxid());
            }
        }
        if (jumped) {
            displace(path, was, now, committed.tree());
        }
        // of readers, those who stay hold the lock already, and who waits goes on to wait for them
        if (exclusiveGone || (holderGone && !now.first(1).stream().allMatch(was::isGranted))) {
            grantNext(path, was, now, committed, fresh);
        }
    }

    /** An entry made by hand, with a number below all others, takes the place of those that hold the lock. */
    private void displace(String path, EntryQueue was, EntryQueue now, DataTree tree) {
        for (String name : was.first(was.grantedCount())) {
            String entry = ZPath.child(path, name);
            ZNode node = tree.node(entry);
            if (node != null && !now.isGranted(name)) {
                held--;
                granted.remove(entry);
                addWaiting(path, 1);
                waits.add(node.owner(), entry, node.czxid());
            }
        }
    }

    private static boolean isExclusive(String name) {
        EntryName entry = EntryName.parse(name);
        return entry != null && !entry.shared();
    }

    private void ended(Change.Deleted deleted, Committed committed, @Nullable End end) {
        held--;
        if (deleted.was().kind() == NodeKind.TOMBSTONE) {
            return;
        }
        long owner = deleted.was().owner();
        End how = end != null ? end : committed.txn().sessionId() == owner ? End.RELEASED : End.REMOVED;
        ended.merge(how, 1L, Long::sum);
        Long since = grantedMs(
                deleted.path(), deleted.was().czxid(), deleted.was().stat().ctime());
        granted.remove(deleted.path());
        if (since != null) {
            holdTimes.record(committed.txn().timeMs() - since);
        }
    }

    /** Those who are granted because others have gone. */
    private void grantNext(String path, EntryQueue was, EntryQueue now, Committed committed, Set<String> fresh) {
        ZNode parent = committed.tree().node(path);
        if (parent == null) {
            return;
        }
        for (String name : now.first(now.grantedCount())) {
            ZNode node = parent.child(name);
            if (node == null || fresh.contains(name) || was.isGranted(name)) {
                continue;
            }
            String entry = ZPath.child(path, name);
            held++;
            afterWait++;
            waitTimes.record(committed.txn().timeMs() - node.stat().ctime());
            // in this order, so that whoever asks never takes it for one that was granted when it came
            if (granted.size() < GRANTS_MAX) {
                granted.put(entry, committed.txn().timeMs());
            }
            stopWaiting(path, entry, node.owner());
        }
    }

    private void addWaiting(String path, int more) {
        waiting += more;
        waitingByQueue.merge(path, more, Integer::sum);
    }

    private void stopWaiting(String path, String entry, long session) {
        waiting--;
        waitingByQueue.computeIfPresent(path, (p, n) -> n <= 1 ? null : n - 1);
        waits.remove(session, entry);
    }

    /** Since when an entry that holds its lock has held it, in ms since 1970; null if that was not seen. Any thread. */
    @Nullable
    Long grantedMs(String entry, long czxid, long ctimeMs) {
        if (waits.isWaiting(entry)) {
            return null;
        }
        Long after = granted.get(entry);
        if (after != null) {
            return after;
        }
        return czxid > seenFromZxid && granted.size() < GRANTS_MAX ? ctimeMs : null;
    }

    LockFigures figures() {
        List<Top> top = waitingByQueue.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(TOP)
                .map(e -> new Top(e.getKey(), e.getValue()))
                .toList();
        return new LockFigures(
                inUse,
                held,
                waiting,
                waitingByQueue.size(),
                atOnce,
                afterWait,
                withdrawn,
                Map.copyOf(ended),
                waitTimes.snapshot(),
                holdTimes.snapshot(),
                top);
    }

    /** The locks that somebody waits for. */
    Set<String> contended() {
        return waitingByQueue.keySet();
    }
}
