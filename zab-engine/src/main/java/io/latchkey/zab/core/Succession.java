package io.latchkey.zab.core;

import io.latchkey.zab.core.Message.Abdicate;

/** Why a leader is about to end its epoch before it has to, and who comes next. */
final class Succession {
    private int successor = Abdicate.NOBODY;
    private long laterPromise;
    private int limit;

    /** This server takes over; given up after the tick {@code until}. */
    void to(int server, int until) {
        successor = server;
        limit = until;
    }

    /** A member has promised a later epoch, and can follow only one above that; given up after the tick {@code until}. */
    void above(long promised, int until) {
        laterPromise = Math.max(laterPromise, promised);
        limit = until;
    }

    /** Gives it up if it takes too long: this leader goes on, and whoever can't follow it asks again. */
    void onTick(int tick) {
        if (tick > limit) {
            successor = Abdicate.NOBODY;
            laterPromise = 0;
        }
    }

    boolean isUnderWay() {
        return successor != Abdicate.NOBODY || laterPromise > 0;
    }

    /** Who takes over, or {@link Abdicate#NOBODY}. */
    int successor() {
        return successor;
    }

    /** The epoch that the next one is to be above, or 0. */
    long laterPromise() {
        return laterPromise;
    }
}
