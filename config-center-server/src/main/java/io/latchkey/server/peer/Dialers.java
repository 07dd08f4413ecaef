package io.latchkey.server.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A dialer for each server that this one knows of. At first these are the ones of its own configuration. Once the
 * ensemble says who belongs to it, that counts; the addresses of the own configuration are tried in turns with the ones
 * that the ensemble knows, since a server that was away may know only outdated ones. A server that does not belong to
 * the ensemble, as one that is to join, goes on to dial all that it was told of. Belongs to the loop of the links.
 */
final class Dialers {
    private final PeerConfig config;
    private final SortedMap<Integer, Dialer> dialers = new TreeMap<>();
    private SortedMap<Integer, List<PeerAddress>> known;
    private Dialer.@Nullable Means means;

    Dialers(PeerConfig config) {
        this.config = config;
        this.known = known(config.ensemble().servers().keySet(), Map.of());
    }

    void start(Dialer.Means means) {
        this.means = means;
        adapt(peer -> false);
    }

    /**
     * The ensemble has changed.
     *
     * @param members ids of its servers, with this one's if it belongs to it
     * @param addresses of those of them whose address the ensemble knows
     * @param linked which servers there is a link to
     * @return the servers that are no longer where they were, or belong to the ensemble no more
     */
    Set<Integer> changed(Set<Integer> members, Map<Integer, PeerAddress> addresses, IntPredicate linked) {
        SortedMap<Integer, List<PeerAddress>> before = known;
        known = known(members, addresses);
        adapt(linked);
        Set<Integer> gone = new TreeSet<>();
        before.forEach((peer, then) -> {
            List<PeerAddress> now = known.get(peer);
            if (now == null || !now.get(0).agreesWith(then.get(0))) {
                gone.add(peer);
            }
        });
        return gone;
    }

    boolean knows(int peer) {
        return known.containsKey(peer);
    }

    boolean greeting(int peer) {
        Dialer dialer = dialers.get(peer);
        return dialer != null && dialer.greeting();
    }

    void linkUp(int peer) {
        Dialer dialer = dialers.get(peer);
        if (dialer != null) {
            dialer.linkUp();
        }
    }

    /** @param lasted as for {@link Dialer#linkDown} */
    void linkDown(int peer, boolean lasted) {
        Dialer dialer = dialers.get(peer);
        if (dialer != null) {
            dialer.linkDown(lasted);
        }
    }

    void stop() {
        dialers.values().forEach(Dialer::stop);
    }

    private SortedMap<Integer, List<PeerAddress>> known(Set<Integer> members, Map<Integer, PeerAddress> addresses) {
        SortedMap<Integer, List<PeerAddress>> result = new TreeMap<>();
        addresses.forEach((id, address) -> add(result, id, address));
        boolean outside = !members.contains(config.self());
        config.ensemble().servers().forEach((id, address) -> {
            if (outside || members.contains(id)) {
                add(result, id, address);
            }
        });
        result.remove(config.self());
        return result;
    }

    private static void add(Map<Integer, List<PeerAddress>> known, int id, PeerAddress address) {
        List<PeerAddress> addresses = known.computeIfAbsent(id, key -> new ArrayList<>());
        if (addresses.stream().noneMatch(address::agreesWith)) {
            addresses.add(address);
        }
    }

    private void adapt(IntPredicate linked) {
        Dialer.Means means = this.means;
        if (means == null) {
            return;
        }
        dialers.entrySet().removeIf(entry -> {
            boolean outdated = !entry.getValue().addresses().equals(known.get(entry.getKey()));
            if (outdated) {
                entry.getValue().stop();
            }
            return outdated;
        });
        known.forEach((peer, addresses) -> {
            if (!dialers.containsKey(peer)) {
                Dialer dialer = new Dialer(means, config, peer, addresses);
                dialers.put(peer, dialer);
                if (linked.test(peer)) {
                    dialer.linkUp();
                } else {
                    dialer.start();
                }
            }
        });
    }
}
