package io.latchkey.server.lease;

import io.latchkey.server.zk.SessionIds;
import java.util.concurrent.atomic.AtomicInteger;

/** What one server grants to clients of the HTTP API that want locks. Any thread. */
public final class LeaseDesk {
    /** Requests for locks that are under way at a time, by default. */
    public static final int WAITS_MAX = 500;

    private final SessionIds ids;
    private final int ttlMsMin;
    private final int ttlMsMax;
    private final int waitsMax;
    private final AtomicInteger waits = new AtomicInteger();

    /**
     * @param ttlMsMin shortest time that a lease may be silent
     * @param ttlMsMax longest time that a lease may be silent
     * @param waitsMax requests for locks that may be under way at a time, those included whose client has gone and whose
     *     place is still kept
     */
    public LeaseDesk(SessionIds ids, int ttlMsMin, int ttlMsMax, int waitsMax) {
        this.ids = ids;
        this.ttlMsMin = ttlMsMin;
        this.ttlMsMax = ttlMsMax;
        this.waitsMax = waitsMax;
    }

    public int ttlMsMin() {
        return ttlMsMin;
    }

    public int ttlMsMax() {
        return ttlMsMax;
    }

    public int waitsMax() {
        return waitsMax;
    }

    /** A lease that nobody has. */
    public Lease next() {
        return new Lease(ids.newId(), ids.newPassword());
    }

    /** @return false if there are too many waits; otherwise {@link #endWait} is to be called, once */
    public boolean beginWait() {
        if (waits.incrementAndGet() <= waitsMax) {
            return true;
        }
        waits.decrementAndGet();
        return false;
    }

    public void endWait() {
        waits.decrementAndGet();
    }

    /** Waits that are under way. */
    public int waits() {
        return waits.get();
    }
}
