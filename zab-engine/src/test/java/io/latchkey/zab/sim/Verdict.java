package io.latchkey.zab.sim;

import java.util.function.Supplier;

/** Says which checker found what, and when in simulated time. */
final class Verdict {
    private final SimClock clock;

    Verdict(SimClock clock) {
        this.clock = clock;
    }

    void that(boolean holds, String checker, String what) {
        if (!holds) {
            throw new SimFailure(checker, what + " at " + clock.nowMs() + " ms");
        }
    }

    /** What to say is put together only when it has to be said: that would be half of the work otherwise. */
    void that(boolean holds, String checker, Supplier<String> what) {
        if (!holds) {
            that(false, checker, what.get());
        }
    }
}
