package io.latchkey.zab.sim;

import java.util.ArrayList;
import java.util.List;

/** How often each rare state was seen. */
final class RareStates {
    private final long[] times = new long[RareState.values().length];

    void saw(RareState state) {
        times[state.ordinal()]++;
    }

    void sawIf(boolean so, RareState state) {
        if (so) {
            saw(state);
        }
    }

    long times(RareState state) {
        return times[state.ordinal()];
    }

    void addAll(RareStates other) {
        for (int i = 0; i < times.length; i++) {
            times[i] += other.times[i];
        }
    }

    /** Those that were never seen. */
    List<RareState> missing() {
        List<RareState> missing = new ArrayList<>();
        for (RareState state : RareState.values()) {
            if (times(state) == 0) {
                missing.add(state);
            }
        }
        return missing;
    }
}
