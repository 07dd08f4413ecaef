package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The submissions of this server that wait for their commit, by number. Numbers rise by one from a start that differs
 * in every life of the server, so that what a former life proposed answers nobody. Engine thread.
 */
final class Pendings {
    /** One that is to be submitted again, under a new number. */
    record Renumbered(long number, Submission submission) {}

    private final Map<Long, Intake.Submitted> entries = new LinkedHashMap<>(); // in order of numbers
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
        entries.put(++lastNumber, submitted);
        return lastNumber;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Who waits for this number, and does no longer. */
    @Nullable
    Pending remove(long number) {
        Intake.Submitted entry = entries.remove(number);
        if (entry == null) {
            return null;
        }
        forgo(entry.bytes());
        return entry.pending();
    }

    /**
     * Gives new numbers to all but some. They keep their order, and come after those that keep their numbers: on a
     * link, and so at a leader, numbers rise.
     *
     * @param kept whether the submission of this number is still under way
     */
    List<Renumbered> renumber(LongPredicate kept) {
        List<Intake.Submitted> again = new ArrayList<>();
        entries.entrySet().removeIf(entry -> {
            boolean renumbered = !kept.test(entry.getKey());
            if (renumbered) {
                again.add(entry.getValue());
            }
            return renumbered;
        });
        return again.stream()
                .map(entry -> new Renumbered(add(entry), entry.submission()))
                .toList();
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
