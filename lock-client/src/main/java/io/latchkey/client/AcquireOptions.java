package io.latchkey.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to wait for a lock.
 *
 * @param waitAtMost how long to wait for it, from the call; null for as long as it takes
 * @param ownerInfo  what others see of the holder, for instance in {@link DLock#inspect}; null for the client's own words
 */
public record AcquireOptions(
        @Nullable Duration waitAtMost, @Nullable String ownerInfo) {
    private static final int OWNER_CHARACTERS_MAX = 1024;

    public AcquireOptions {
        if (waitAtMost != null && waitAtMost.isNegative()) {
            throw new IllegalArgumentException("wait " + waitAtMost + " is negative");
        }
        if (ownerInfo != null && ownerInfo.length() > OWNER_CHARACTERS_MAX) {
            throw new IllegalArgumentException("owner info is longer than " + OWNER_CHARACTERS_MAX + " characters");
        }
    }

    /** Waits as long as it takes. */
    public static AcquireOptions waitForever() {
        return new AcquireOptions(null, null);
    }

    /** Waits that long at most. */
    public static AcquireOptions within(Duration waitAtMost) {
        return new AcquireOptions(waitAtMost, null);
    }

    /** The same with other words about the owner. */
    public AcquireOptions withOwnerInfo(String info) {
        return new AcquireOptions(waitAtMost, info);
    }
}
