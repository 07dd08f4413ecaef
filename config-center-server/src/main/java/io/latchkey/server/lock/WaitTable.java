package io.latchkey.server.lock;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who waits where: of each session the entries that are in a queue and not granted. One thread, but for {@link #isWaiting}. */
final class WaitTable {
    private final Map<Long, Map<String, Long>> bySession = new HashMap<>();
    private final Set<String> entries = ConcurrentHashMap.newKeySet();
    private long changes;

    /** @param czxid of the entry's node */
    void add(long session, String entry, long czxid) {
        changes++;
        entries.add(entry);
        bySession.computeIfAbsent(session, s -> new HashMap<>()).put(entry, czxid);
    }

    void remove(long session, String entry) {
        Map<String, Long> own = bySession.get(session);
        if (own != null && own.remove(entry) != null) {
            changes++;
            entries.remove(entry);
            if (own.isEmpty()) {
                bySession.remove(session);
            }
        }
    }

    void clear() {
        changes++;
        bySession.clear();
        entries.clear();
    }

    /** Whether that entry waits. Any thread. */
    boolean isWaiting(String entry) {
        return entries.contains(entry);
    }

    /** The entries of a session that wait, and the czxid of each. */
    Map<String, Long> of(long session) {
        return bySession.getOrDefault(session, Map.of());
    }

    /** Differs from what it was before if and only if something may have changed. */
    long changes() {
        return changes;
    }
}
