package io.latchkey.zab.runtime;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The submissions of this server that wait for their commit, by number. Numbers rise by one from a start that differs
 * in every life of the server, so that what a former life proposed answers nobody. Engine thread.
 */
final class Pendings {
    private record Entry(Pending pending, int bytes) {}

    private final Map<Long, Entry> entries = new HashMap<>();
    private final Inbox inbox;
    private long lastNumber;
    private int releasedCount;
    private long releasedBytes;

    /** @param start at least 0, and hard to hit twice */
    Pendings(Inbox inbox, long start) {
        this.inbox = inbox;
        lastNumber = start;
    }

    /** The number under which the submission waits from now on. */
    long add(Intake.Submitted submitted) {
        entries.put(++lastNumber, new Entry(submitted.pending(), submitted.bytes()));
        return lastNumber;
    }

    /** Who waits for this number, and does no longer. */
    @Nullable
    Pending remove(long number) {
        Entry entry = entries.remove(number);
        if (entry == null) {
            return null;
        }
        forgo(entry.bytes());
        return entry.pending();
    }

    /** A submission that was taken will not be answered. */
    void forgo(int bytes) {
        releasedCount++;
        releasedBytes += bytes;
    }

    /** None of them will be answered. */
    void clear() {
        entries.values().forEach(e -> forgo(e.bytes()));
        entries.clear();
    }

    /** Makes room in the inbox for as many as have left since the last call. */
    void release() {
        if (releasedCount > 0) {
            inbox.release(releasedCount, releasedBytes);
            releasedCount = 0;
            releasedBytes = 0;
        }
    }
}
