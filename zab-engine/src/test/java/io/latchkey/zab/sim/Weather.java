package io.latchkey.zab.sim;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What kind of harm is done, and how often. */
enum Weather {
    /** A choice of all faults, about half of them, at any rate. */
    MIXED(40, 1_500, 40, 3_000),
    /** Processes die again and again. */
    CRASHES(20, 200, 40, 3_000),
    /** Links come and go faster than elections take. */
    FLAPPING(4, 60, 40, 3_000),
    /** Nothing breaks, but messages, processes and disks stand still: what is stale arrives all the same. */
    STALLS(100, 900, 40, 3_000),
    /** Nodes are away for long and histories are short, so that followers need whole snapshots. */
    SNAPSHOTS(100, 800, 3, 300);

    static final int COUNT = values().length;

    private final int faultEveryMinMs;
    private final int faultEveryMaxMs;
    private final int historyKeepMax;
    private final int snapshotEveryMaxMs;

    Weather(int faultEveryMinMs, int faultEveryMaxMs, int historyKeepMax, int snapshotEveryMaxMs) {
        this.faultEveryMinMs = faultEveryMinMs;
        this.faultEveryMaxMs = faultEveryMaxMs;
        this.historyKeepMax = historyKeepMax;
        this.snapshotEveryMaxMs = snapshotEveryMaxMs;
    }

    int faultEveryMinMs() {
        return faultEveryMinMs;
    }

    int faultEveryMaxMs() {
        return faultEveryMaxMs;
    }

    int historyKeepMax() {
        return historyKeepMax;
    }

    int snapshotEveryMaxMs() {
        return snapshotEveryMaxMs;
    }

    String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The weather of that name, or null. */
    static @Nullable Weather byOption(String option) {
        for (Weather weather : values()) {
            if (weather.option().equals(option)) {
                return weather;
            }
        }
        return null;
    }
}
