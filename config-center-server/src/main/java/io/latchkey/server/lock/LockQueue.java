package io.latchkey.server.lock;

import java.util.List;

/**
 * Who holds a lock and who waits for it.
 *
 * @param path of the node whose children are the queue: what tells one lock from all others
 * @param name for people: the path without the root that its kind lives under
 * @param kind what the queue decides
 * @param holders in the order of granting; at most as many as were asked for
 * @param held how many hold it: more than one only if they are readers
 * @param queue those who wait, in the order of granting; at most as many as were asked for
 * @param waiting how many wait
 */
public record LockQueue(
        String path, String name, Kind kind, List<Place> holders, int held, List<Place> queue, int waiting) {
    /** What a queue decides. */
    public enum Kind {
        LOCK,
        ELECTION,
        /** A queue elsewhere in the tree, such as that of a recipe of Curator's under a path of the application's. */
        OTHER
    }

    /** What bears what beside itself. */
    public enum Mode {
        MUTEX,
        READER,
        WRITER,
        /** A holder that was lost: its place is kept from all others for a while. */
        DELAY
    }

    /**
     * One who queues.
     *
     * @param entry name of its node
     * @param session that the place lives with; 0 if the place outlives every session
     * @param token zxid of the transaction that made the place: the fencing token once it is granted
     * @param sinceMs when that was, in ms since 1970 by the clock of who led then
     * @param owner what the client says of itself; may be empty
     */
    public record Place(String entry, Mode mode, long session, long token, long sinceMs, String owner) {}
}
