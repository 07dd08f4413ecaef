package io.latchkey.zab.runtime;

/**
 * The time between two leaders. A server that has lost its leader doesn't turn its clients away at once: an election is
 * over sooner than a client finds another server. For a grace it keeps what waits for an answer, takes more, and lets
 * reads see the tree as it was, which is how a follower that lags would answer. Engine thread.
 */
final class Interregnum {
    private final int graceTicks;
    private int ticksLeft;

    /** @param graceTicks how long it may last, 0 for not at all */
    Interregnum(int graceTicks) {
        this.graceTicks = graceTicks;
    }

    /**
     * What the server is to its clients.
     *
     * @param was the same, before
     * @param core what the server is to the core now
     */
    ServerState judge(ServerState was, ServerState core) {
        if (core.inBroadcast()) {
            ticksLeft = 0;
            return core;
        }
        if (was.inBroadcast()) {
            ticksLeft = graceTicks;
        }
        return core.withInterregnum(ticksLeft > 0);
    }

    /** True if the grace has just run out. */
    boolean onTick() {
        return ticksLeft > 0 && --ticksLeft == 0;
    }

    /** It is over, without a leader. */
    void cut() {
        ticksLeft = 0;
    }
}
