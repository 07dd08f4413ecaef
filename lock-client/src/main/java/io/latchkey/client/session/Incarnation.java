package io.latchkey.client.session;

/**
 * One session on the server, from its opening to its end. Everything ephemeral belongs to exactly one incarnation and dies
 * with it.
 *
 * <p>The deadline counts from the moment a request was <em>sent</em> that the server has since acknowledged, since the
 * server's own clock for this session cannot have started earlier. One sixth of the timeout is kept as a margin: a follower
 * may need half a tick to tell the leader that it heard of us, and may die before.
 */
public final class Incarnation {
    private static final int MARGIN_PARTS = 6;

    private final long id;
    private final byte[] password;
    private final int timeoutMillis;
    private final SessionDeadline deadline;
    private int delayedLocks;

    Incarnation(MonotonicClock clock, HandshakeReply reply, long sentNanos) {
        this.id = reply.sessionId();
        this.password = reply.password();
        this.timeoutMillis = reply.timeoutMillis();
        this.deadline = new SessionDeadline(clock, sentNanos + windowNanos());
    }

    /** The session id. */
    public long id() {
        return id;
    }

    /** The timeout the server granted. */
    public int timeoutMillis() {
        return timeoutMillis;
    }

    /** Whether no server can have expired it yet. Any thread; false is for ever. */
    public boolean alive() {
        return deadline.alive();
    }

    /** How long it is sure to live if no server answers any more, in nanoseconds. Any thread. */
    public long remainingNanos() {
        return deadline.remainingNanos();
    }

    /** So many more or less locks are held whose delay begins if it expires. Loop only. */
    public void delaysLocks(int more) {
        delayedLocks += more;
    }

    /** Whether it must be left to expire when it is over for us: to close it would take the delay from its locks. */
    boolean mustExpire() {
        return delayedLocks > 0;
    }

    byte[] password() {
        return password;
    }

    void acknowledged(long sentNanos) {
        deadline.extendTo(sentNanos + windowNanos());
    }

    void end() {
        deadline.end();
    }

    private long windowNanos() {
        long timeoutNanos = timeoutMillis * 1_000_000L;
        return timeoutNanos - timeoutNanos / MARGIN_PARTS;
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(id);
    }
}
