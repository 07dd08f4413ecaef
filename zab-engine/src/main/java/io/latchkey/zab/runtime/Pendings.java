package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.Submission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The submissions of this server that wait for their commit, by number. Numbers rise by one from a start that differs
 * in every life of the server, so that what a former life proposed answers nobody. Engine thread.
 */
final class Pendings {
    private final Map<Long, Intake.Submitted> entries = new LinkedHashMap<>(); // in order of numbers
    private final Inbox inbox;
    private final long life;
    private long lastNumber;
    private int releasedCount;
    private long releasedBytes;

    /** @param start at least 0, and hard to hit twice */
    Pendings(Inbox inbox, long start) {
        this.inbox = inbox;
        life = start;
        lastNumber = start;
    }

    /** The number under which the submission waits from now on. */
    long add(Intake.Submitted submitted) {
        entries.put(++lastNumber, submitted);
        return lastNumber;
    }

    /** Tells this life of the server from others. */
    long life() {
        return life;
    }

    /** Who waits for this number, and does no longer. */
    @Nullable
    Pending remove(long number) {
        Intake.Submitted entry = entries.remove(number);
        if (entry == null) {
            return null;
        }
        free(entry.bytes());
        return entry.pending();
    }

    /** All that wait, in order of numbers. */
    void forEach(BiConsumer<Long, Submission> action) {
        entries.forEach((number, entry) -> action.accept(number, entry.submission()));
    }

    /** One that the inbox counts is done with. */
    void free(int bytes) {
        releasedCount++;
        releasedBytes += bytes;
    }

    /** None of them will be answered. */
    void clear() {
        entries.values().forEach(e -> free(e.bytes()));
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
