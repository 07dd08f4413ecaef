package io.latchkey.client.session;

import java.util.random.RandomGenerator;

/**
 * Decorrelated jitter: each delay is random between the base and three times the last one, so that clients which lost the
 * same server do not come back in step.
 */
final class Backoff {
    private final long baseMillis;
    private final long capMillis;
    private final RandomGenerator random;
    private long lastMillis;

    Backoff(long baseMillis, long capMillis, RandomGenerator random) {
        this.baseMillis = baseMillis;
        this.capMillis = capMillis;
        this.random = random;
        this.lastMillis = baseMillis;
    }

    long nextMillis() {
        lastMillis = Math.min(capMillis, random.nextLong(baseMillis, Math.max(baseMillis + 1, lastMillis * 3)));
        return lastMillis;
    }

    void reset() {
        lastMillis = baseMillis;
    }
}
