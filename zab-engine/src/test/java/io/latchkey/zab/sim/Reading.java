package io.latchkey.zab.sim;

/**
 * How fast a client takes what its server has for it. Most take it as it comes; of the others, which are in a part of
 * the runs, each lets every frame wait, some for long. In calm all are quick.
 */
final class Reading {
    private static final long OF_ALL = -1;

    private final Luck luck;
    private boolean slow;

    private Reading(Luck luck, boolean slow) {
        this.luck = luck;
        this.slow = slow;
    }

    /** @param client its number */
    static Reading of(Simulation sim, int client) {
        long seed = sim.setup().seed();
        Luck luck = Luck.of(seed, Luck.Of.READER, client);
        return new Reading(luck, Luck.of(seed, Luck.Of.READER, OF_ALL).oneIn(4) && luck.oneIn(2));
    }

    boolean isSlow() {
        return slow;
    }

    /** How long the next frame waits. */
    int waitMs() {
        return luck.oneIn(12) ? luck.between(200, 2_000) : luck.between(1, 100);
    }

    void hurry() {
        slow = false;
    }
}
