package io.latchkey.server.lock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deadlocks that there are now. A circle counts once it was seen in two looks in a row: threads of two processes that
 * take locks one after the other may wait for each other for a moment without any of them standing still. One thread.
 */
public final class Deadlocks {
    private static final Logger log = LoggerFactory.getLogger(Deadlocks.class);

    private final Map<String, Deadlock> standing = new HashMap<>();
    private Set<String> seenBefore = Set.of();
    private long total;

    /**
     * What is known now.
     *
     * @param now that stand now
     * @param total that were found since this server started
     */
    public record State(List<Deadlock> now, long total) {
        static final State NONE = new State(List.of(), 0);
    }

    /** What a look has found; gives those that count from now on and did not before. */
    List<Deadlock> see(List<Deadlock> found) {
        Map<String, Deadlock> byIdentity = new HashMap<>();
        found.forEach(deadlock -> byIdentity.put(deadlock.identity(), deadlock));
        for (String gone : new HashSet<>(standing.keySet())) {
            if (!byIdentity.containsKey(gone)) {
                Deadlock resolved = standing.remove(gone);
                log.info(
                        "a deadlock of {} sessions is over",
                        resolved == null ? 0 : resolved.waits().size());
            }
        }
        List<Deadlock> fresh = new ArrayList<>();
        byIdentity.forEach((identity, deadlock) -> {
            if (seenBefore.contains(identity) && standing.put(identity, deadlock) == null) {
                fresh.add(deadlock);
            }
        });
        seenBefore = Set.copyOf(byIdentity.keySet());
        total += fresh.size();
        fresh.forEach(deadlock -> log.warn("deadlock: {}", ForcedReleases.printable(deadlock.describe())));
        return fresh;
    }

    State state() {
        List<Deadlock> now = new ArrayList<>(standing.values());
        now.sort((a, b) ->
                Long.compare(a.waits().get(0).token(), b.waits().get(0).token()));
        return new State(List.copyOf(now), total);
    }
}
