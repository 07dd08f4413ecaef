package io.latchkey.server.lock;

import java.util.List;
import java.util.Map;

/**
 * Figures of all locks at one moment. Those that only rise count from the start of this server, and every server of the
 * ensemble counts everything: what one server tells must not be added to what another tells.
 *
 * @param inUse locks that somebody holds or waits for
 * @param held holders; of a lock that readers share, all of them
 * @param waiting those who wait
 * @param contended locks that somebody waits for
 * @param atOnce grants without a wait
 * @param afterWait grants after a wait
 * @param withdrawn waits that ended without a grant
 * @param ended holds, by how they ended
 * @param waits how long those waited that were granted, by the leader's clock
 * @param holds how long the lock was held, by the leader's clock
 * @param top the locks that most wait for, most first
 */
public record LockFigures(
        int inUse,
        long held,
        long waiting,
        int contended,
        long atOnce,
        long afterWait,
        long withdrawn,
        Map<End, Long> ended,
        Histogram.Snapshot waits,
        Histogram.Snapshot holds,
        List<Top> top) {
    /** How a hold ended. */
    public enum End {
        /** Its own session deleted the entry. */
        RELEASED,
        /** Its session was closed. */
        SESSION_CLOSED,
        /** Its session expired. */
        SESSION_EXPIRED,
        /** An administrator took it away by this product's own means. */
        FORCED,
        /** Some other session deleted the entry. */
        REMOVED
    }

    /** How many wait for one lock. */
    public record Top(String path, int waiting) {}

    /** Before anything was seen. */
    static final LockFigures NONE = new LockTracker().figures();
}
