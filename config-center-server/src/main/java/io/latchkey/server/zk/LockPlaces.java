package io.latchkey.server.zk;

import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ZPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The places in queues of locks that one loop's connections have claimed, and who is to be told when one is granted or
 * taken away. When an entry goes, only the first of those that wait for it here are looked at. There are never more than
 * the tree has entries of these connections' sessions.
 *
 * <p>Its loop's own.
 */
final class LockPlaces {
    /** Who has claimed a place: a connection. */
    interface Claimant {
        long sessionId();

        void onPlace(Place place, long zxid);
    }

    private record Claim(Place place, Claimant claimant) {}

    /** The claims on one queue. */
    private static final class Local {
        final Map<String, Claim> all = new HashMap<>();
        final TreeMap<Place, Claim> waiting = new TreeMap<>(Place::compareTo);
    }

    private final Map<String, Local> queues = new HashMap<>();
    private final Map<Claimant, Set<String>> byClaimant = new HashMap<>();

    boolean isEmpty() {
        return queues.isEmpty();
    }

    /**
     * From now on the claimant hears of that place; at once, if something has become of it since it was told.
     *
     * @param told as the claimant knows it
     * @param now the tree as this loop has it
     */
    void add(Place told, Claimant claimant, DataTree now) {
        Place place = told.in(now);
        if (place.state() != told.state()) {
            claimant.onPlace(place, now.zxid());
        }
        if (place.state() == PlaceState.GONE) {
            return;
        }
        Claim claim = new Claim(place, claimant);
        Local local = queues.computeIfAbsent(place.queue(), q -> new Local());
        Claim before = local.all.put(place.path(), claim);
        if (before != null) {
            local.waiting.remove(before.place());
            forget(before);
        }
        byClaimant.computeIfAbsent(claimant, c -> new HashSet<>()).add(place.path());
        if (place.state() == PlaceState.QUEUED) {
            local.waiting.put(place, claim);
        }
    }

    void removeAll(Claimant claimant) {
        Set<String> paths = byClaimant.remove(claimant);
        if (paths != null) {
            paths.forEach(this::remove);
        }
    }

    private void remove(String path) {
        Local local = queues.get(ZPath.parent(path));
        Claim claim = local == null ? null : local.all.remove(path);
        if (local != null && claim != null) {
            local.waiting.remove(claim.place());
            if (local.all.isEmpty()) {
                queues.remove(claim.place().queue());
            }
        }
    }

    private void forget(Claim claim) {
        Set<String> paths = byClaimant.get(claim.claimant());
        if (paths != null && paths.remove(claim.place().path()) && paths.isEmpty()) {
            byClaimant.remove(claim.claimant());
        }
    }

    /** Tells whose places the transaction has changed. */
    void fire(Committed committed) {
        if (queues.isEmpty()) {
            return;
        }
        List<Change> changes = committed.changes();
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i) instanceof Change.Deleted deleted) {
                String queue = ZPath.parent(deleted.path());
                Local local = queues.get(queue);
                if (local != null) {
                    left(local, deleted.path(), committed);
                    advance(local, queue, committed);
                }
            }
        }
    }

    /** Who gave the place up knows it, and who has lost it with the session hears of that. */
    private void left(Local local, String path, Committed committed) {
        Claim claim = local.all.get(path);
        if (claim == null) {
            return;
        }
        remove(path);
        forget(claim);
        long session = claim.claimant().sessionId();
        if (committed.txn().sessionId() != session && committed.tree().session(session) != null) {
            Place gone = new Place(path, claim.place().czxid(), PlaceState.GONE);
            claim.claimant().onPlace(gone, committed.zxid());
        }
    }

    private static void advance(Local local, String queue, Committed committed) {
        List<Place> granted = new ArrayList<>(1);
        for (Place first : local.waiting.keySet()) {
            if (!committed.tree().queue(queue).isGranted(ZPath.name(first.path()))) {
                break;
            }
            granted.add(first);
        }
        for (Place place : granted) {
            Claim claim = local.waiting.remove(place);
            if (claim != null) {
                Place now = new Place(place.path(), place.czxid(), PlaceState.GRANTED);
                claim.claimant().onPlace(now, committed.zxid());
            }
        }
    }
}
