package io.latchkey.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to wait for a lock, and how to hold it.
 *
 * @param waitAtMost how long to wait for it, from the call; null for as long as it takes
 * @param ownerInfo  what others see of the holder, for instance in {@link DLock#inspect}; null for the client's own words
 * @param maxHold    see {@link #withMaxHold}; null for as long as the session lives
 * @param lockDelay  see {@link #withLockDelay}; zero for none
 * @param revocable  see {@link #withRevocable}
 * @param victim     see {@link #withFailOnDeadlock}
 */
public record AcquireOptions(
        @Nullable Duration waitAtMost,
        @Nullable String ownerInfo,
        @Nullable Duration maxHold,
        Duration lockDelay,
        boolean revocable,
        boolean victim) {
    private static final int OWNER_CHARACTERS_MAX = 1024;
    private static final Duration MAX_HOLD_MAX = Duration.ofDays(3650);
    private static final Duration LOCK_DELAY_MAX = Duration.ofSeconds(60);

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
        if (lockDelay.isNegative() || lockDelay.compareTo(LOCK_DELAY_MAX) > 0) {
            throw new IllegalArgumentException("lock-delay " + lockDelay + " is not 0 to " + LOCK_DELAY_MAX);
        }
    }

    /** Waits as long as it takes. */
    public static AcquireOptions waitForever() {
        return new AcquireOptions(null, null, null, Duration.ZERO, false, false);
    }

    /** Waits that long at most. */
    public static AcquireOptions within(Duration waitAtMost) {
        return new AcquireOptions(waitAtMost, null, null, Duration.ZERO, false, false);
    }

    /** The same with other words about the owner. */
    public AcquireOptions withOwnerInfo(String info) {
        return new AcquireOptions(waitAtMost, info, maxHold, lockDelay, revocable, victim);
    }

    /**
     * The same with a hold that ends by itself: that long after the grant, by the local monotonic clock, the lease is invalid,
     * then lost with {@link LossReason#MAX_HOLD}, and the entry leaves the queue. This library does that, so it needs the
     * process alive: one that is frozen or cut off loses the lock with its session.
     *
     * @param longest above 0, up to 3650 days
     */
    public AcquireOptions withMaxHold(Duration longest) {
        return new AcquireOptions(waitAtMost, ownerInfo, longest, lockDelay, revocable, victim);
    }

    /**
     * The same with a pause after an unclean end: if the session expires while the lock is held, nobody gets it for that time,
     * so that what the former holder has sent can arrive or be given up. Not if it is released, ends by its {@link #withMaxHold
     * own time}, or the client is closed. The servers keep it, so it holds for every client; the time counts from the expiry
     * by the leader's clock, and begins anew if the leader changes. Meanwhile {@link DLock#inspect} shows the holder without a
     * session.
     *
     * <p>Only Latchkey's servers do that, and only {@link ClientOptions.Builder#stockProtocol the extended protocol} tells them
     * apart: where it is not spoken, acquiring fails with {@link LockUnavailableException}.
     *
     * @param pause up to 60 s, in ms, rounded up
     */
    public AcquireOptions withLockDelay(Duration pause) {
        return new AcquireOptions(waitAtMost, ownerInfo, maxHold, pause, revocable, victim);
    }

    /**
     * The same with a hold that may be asked back, by {@link DLock#requestRelease} or Curator's {@code Revoker}: the holder
     * hears it by {@link LockLease#onRevoke} and decides. Anybody who may write the entry can ask.
     */
    public AcquireOptions withRevocable(boolean mayBeAskedBack) {
        return new AcquireOptions(waitAtMost, ownerInfo, maxHold, lockDelay, mayBeAskedBack, victim);
    }

    /**
     * The same with a wait that the servers may end: if they find a deadlock of which it is part, that is sessions that wait
     * for each other in a circle, it fails with a {@link LockUnavailableException} that names the circle. Of several such in one
     * circle the one that has waited shortest fails. Only Latchkey's servers do that; others let it wait.
     */
    public AcquireOptions withFailOnDeadlock(boolean fails) {
        return new AcquireOptions(waitAtMost, ownerInfo, maxHold, lockDelay, revocable, fails);
    }
}
