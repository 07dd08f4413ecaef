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
 * The leader's deadlines: which sessions have been silent for too long. Not replicated; a new leader gives every
 * session its full timeout. Deadlines are rounded up to the end of a bucket of several ticks, so that a touch is mostly
 * a comparison, and a session ends late by up to a bucket, never early. Not for use by several threads.
 */
public final class Sessions {
    private final int tickMs;
    private final int bucketTicks;
    private final Map<Long, Entry> entries = new HashMap<>();
    /** Deadline in ticks to the ids that have it. */
    private final NavigableMap<Long, TreeSet<Long>> buckets = new TreeMap<>();

    private record Entry(long timeoutTicks, long deadline) {}

    /**
     * @param tickMs length of a tick in ms, at least 1
     * @param bucketTicks ticks in a bucket, at least 1
     */
    public Sessions(int tickMs, int bucketTicks) {
        if (tickMs < 1 || bucketTicks < 1) {
            throw new IllegalArgumentException("ticks and buckets have a length");
        }
        this.tickMs = tickMs;
        this.bucketTicks = bucketTicks;
    }

    /** Forgets everything, then gives each of {@code all} its full timeout from {@code nowTicks} on. */
    public void reset(Collection<Session> all, long nowTicks) {
        entries.clear();
        buckets.clear();
        all.forEach(s -> add(s, nowTicks));
    }

    /** Watches over a new session, or one with a new timeout. */
    public void add(Session session, long nowTicks) {
        remove(session.id());
        long timeoutTicks = (session.timeoutMs() + tickMs - 1L) / tickMs;
        place(session.id(), new Entry(timeoutTicks, deadline(nowTicks, timeoutTicks)));
    }

    /**
     * The session was heard of: its timeout starts anew.
     *
     * @return false if it is not watched over: unknown, removed or reported by {@link #expired}
     */
    public boolean touch(long id, long nowTicks) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return false;
        }
        long deadline = deadline(nowTicks, entry.timeoutTicks());
        if (deadline > entry.deadline()) {
            leaveBucket(id, entry.deadline());
            place(id, new Entry(entry.timeoutTicks(), deadline));
        }
        return true;
    }

    /** The session has ended; no effect if it is unknown. */
    public void remove(long id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            leaveBucket(id, entry.deadline());
        }
    }

    /** Ids whose deadline has come, the longest due first; each is reported once and not watched over any more. */
    public List<Long> expired(long nowTicks) {
        List<Long> due = new ArrayList<>();
        NavigableMap<Long, TreeSet<Long>> past = buckets.headMap(nowTicks, true);
        past.values().forEach(due::addAll);
        past.clear(); // a view: they leave the buckets too
        due.forEach(entries::remove);
        return due;
    }

    /** How many sessions are watched over. */
    public int size() {
        return entries.size();
    }

    private long deadline(long nowTicks, long timeoutTicks) {
        return ((nowTicks + timeoutTicks) / bucketTicks + 1) * bucketTicks;
    }

    private void place(long id, Entry entry) {
        entries.put(id, entry);
        buckets.computeIfAbsent(entry.deadline(), d -> new TreeSet<>()).add(id);
    }

    private void leaveBucket(long id, long deadline) {
        TreeSet<Long> bucket = buckets.get(deadline);
        if (bucket != null) {
            bucket.remove(id);
            if (bucket.isEmpty()) {
                buckets.remove(deadline);
            }
        }
    }
}
