package io.latchkey.zab.sim;

/** What one node takes for the time of day: up to two days wrong, and stepped at times. */
final class WallClock {
    private static final int OFFSET_MAX_MS = 2 * 86_400_000;

    private final SimClock clock;
    private final long offsetMs;
    private long steppedMs;

    WallClock(SimClock clock, Luck luck) {
        this.clock = clock;
        offsetMs = 4L * OFFSET_MAX_MS + luck.below(OFFSET_MAX_MS);
    }

    long nowMs() {
        return clock.nowMs() + offsetMs + steppedMs;
    }

    /** How far it was stepped, all in all. */
    long steppedMs() {
        return steppedMs;
    }

    void step(int ms) {
        steppedMs += ms;
    }
}
