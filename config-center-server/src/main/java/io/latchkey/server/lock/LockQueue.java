package io.latchkey.server.lock;

import java.util.List;

/**
 * Who holds a lock and who waits for it.
 *
 * @param kind what the queue decides
 * @param places in the order of granting, the holder first; at most as many as were asked for
 * @param length all that queue
 */
public record LockQueue(String name, Kind kind, List<Place> places, int length) {
    /** What a queue decides. */
    public enum Kind {
        LOCK,
        ELECTION
    }

    /**
     * One who queues.
     *
     * @param session that the place lives with; 0 if the place outlives every session
     * @param token zxid of the transaction that made the place: the fencing token once it is granted
     * @param sinceMs when that was, by the leader's clock
     * @param owner what the client says of itself; may be empty
     */
    public record Place(long session, long token, long sinceMs, String owner) {}
}
