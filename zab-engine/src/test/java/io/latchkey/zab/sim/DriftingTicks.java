package io.latchkey.zab.sim;

/** When a node's ticks come: each a little early or late, and all of them up to one in a hundred too long or too short. */
final class DriftingTicks {
    private static final int DRIFT_MAX_US = SimNode.TICK_MS * 10;
    private static final int JITTER_MAX_MS = 2;

    private final Luck luck;
    private final long tickUs;
    private long dueUs;

    DriftingTicks(Luck luck) {
        this.luck = luck;
        tickUs = SimNode.TICK_MS * 1_000L + luck.between(-DRIFT_MAX_US, DRIFT_MAX_US);
    }

    void start(long nowMs) {
        dueUs = nowMs * 1_000;
    }

    /** Until the next one. */
    long delayMs(long nowMs) {
        dueUs += tickUs;
        return Math.max(1, dueUs / 1_000 + luck.between(-JITTER_MAX_MS, JITTER_MAX_MS) - nowMs);
    }
}
