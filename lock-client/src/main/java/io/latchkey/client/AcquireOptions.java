package io.latchkey.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to wait for a lock, and how to hold it.
 *
 * @param waitAtMost how long to wait for it, from the call; null for as long as it takes
 * @param ownerInfo  what others see of the holder, for instance in {@link DLock#inspect}; null for the client's own words
 * @param maxHold    see {@link #withMaxHold}; null for as long as the session lives
 * @param revocable  see {@link #withRevocable}
 */
public record AcquireOptions(
        @Nullable Duration waitAtMost,
        @Nullable String ownerInfo,
        @Nullable Duration maxHold,
        boolean revocable) {
    private static final int OWNER_CHARACTERS_MAX = 1024;
    private static final Duration MAX_HOLD_MAX = Duration.ofDays(3650);

    public AcquireOptions {
        if (waitAtMost != null && waitAtMost.isNegative()) {
            throw new IllegalArgumentException("wait " + waitAtMost + " is negative");
        }
        if (ownerInfo != null && ownerInfo.length() > OWNER_CHARACTERS_MAX) {
            throw new IllegalArgumentException("owner info is longer than " + OWNER_CHARACTERS_MAX + " characters");
        }
        if (maxHold != null && (maxHold.isZero() || maxHold.isNegative() || maxHold.compareTo(MAX_HOLD_MAX) > 0)) {
            throw new IllegalArgumentException("max hold " + maxHold + " is not above 0 and up to " + MAX_HOLD_MAX);
        }
    }

    /** Waits as long as it takes. */
    public static AcquireOptions waitForever() {
        return new AcquireOptions(null, null, null, false);
    }

    /** Waits that long at most. */
    public static AcquireOptions within(Duration waitAtMost) {
        return new AcquireOptions(waitAtMost, null, null, false);
    }

    /** The same with other words about the owner. */
    public AcquireOptions withOwnerInfo(String info) {
        return new AcquireOptions(waitAtMost, info, maxHold, revocable);
    }

    /**
     * The same with a hold that ends by itself: that long after the grant, by the local monotonic clock, the lease is invalid,
     * then lost with {@link LossReason#MAX_HOLD}, and the entry leaves the queue. This library does that, so it needs the
     * process alive: one that is frozen or cut off loses the lock with its session.
     *
     * @param longest above 0, up to 3650 days
     */
    public AcquireOptions withMaxHold(Duration longest) {
        return new AcquireOptions(waitAtMost, ownerInfo, longest, revocable);
    }

    /**
     * The same with a hold that may be asked back, by {@link DLock#requestRelease} or Curator's {@code Revoker}: the holder
     * hears it by {@link LockLease#onRevoke} and decides. Anybody who may write the entry can ask.
     */
    public AcquireOptions withRevocable(boolean mayBeAskedBack) {
        return new AcquireOptions(waitAtMost, ownerInfo, maxHold, mayBeAskedBack);
    }
}
