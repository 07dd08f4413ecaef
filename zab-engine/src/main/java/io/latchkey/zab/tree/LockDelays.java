package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The leader's deadlines for tombstones in queues of locks: when their lock-delay is over. Not replicated; for a new leader
 * each delay begins anew, so that none is ever shorter. Not for use by several threads.
 */
public final class LockDelays {
    /** The tick that has begun counts for nothing, and the one after may come early because that one was late. */
    private static final int SPARE_TICKS = 2;

    private final int tickMs;
    private final Map<String, Long> deadlines = new HashMap<>();
    private final NavigableMap<Long, TreeSet<String>> paths = new TreeMap<>();

    /** @param tickMs length of a tick in ms, at least 1 */
    public LockDelays(int tickMs) {
        if (tickMs < 1) {
            throw new IllegalArgumentException("a tick has a length");
        }
        this.tickMs = tickMs;
    }

    /** Forgets everything, then lets the delay of each tombstone begin. */
    public void reset(Collection<String> tombstones, long nowTicks) {
        deadlines.clear();
        paths.clear();
        tombstones.forEach(path -> add(path, nowTicks));
    }

    /** There is a tombstone: its delay begins. */
    public void add(String tombstone, long nowTicks) {
        remove(tombstone);
        long deadline = nowTicks + (LockDelay.ms(tombstone) + tickMs - 1) / tickMs + SPARE_TICKS;
        deadlines.put(tombstone, deadline);
        paths.computeIfAbsent(deadline, d -> new TreeSet<>()).add(tombstone);
    }

    /** It has gone; no effect if it is unknown. */
    public void remove(String tombstone) {
        Long deadline = deadlines.remove(tombstone);
        TreeSet<String> due = deadline == null ? null : paths.get(deadline);
        if (deadline != null && due != null) {
            due.remove(tombstone);
            if (due.isEmpty()) {
                paths.remove(deadline);
            }
        }
    }

    /** Those whose delay is over, the longest due first; again and again until they are removed. */
    public List<String> due(long nowTicks) {
        if (paths.isEmpty()) {
            return List.of();
        }
        List<String> due = new ArrayList<>();
        paths.headMap(nowTicks, true).values().forEach(due::addAll);
        return due;
    }
}
