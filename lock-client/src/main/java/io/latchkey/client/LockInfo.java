package io.latchkey.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who holds a lock and who waits, at one moment.
 *
 * @param lock  the name of the lock
 * @param queue everybody in the order in which they get it; the first one holds it, together
 *              with other readers if it is one. At most the first 1,000 are described.
 * @param size  the whole length of the queue
 */
public record LockInfo(String lock, List<Entry> queue, int size) {

    /**
     * One place in the queue.
     *
     * @param owner     what the owner said about itself
     * @param token     the token it holds or will hold
     * @param since     when it joined the queue, by the leader's wall clock
     * @param sessionId the session on the server; 0 while a {@link AcquireOptions#withLockDelay lock-delay} keeps the place of
     *     one whose session has expired
     */
    public record Entry(String owner, FencingToken token, Instant since, long sessionId) {}

    public LockInfo {
        queue = List.copyOf(queue);
    }

    /** Who holds it, if anybody. */
    public Optional<Entry> holder() {
        return queue.stream().findFirst();
    }
}
