package io.latchkey.zab.sim;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What kind of harm is done, and how often. */
enum Weather {
    /** A choice of all harms, about half of them, at any rate. */
    MIXED(40, 1_500, 40, 3_000, Harm.drawn()),
    /** Processes die again and again. */
    CRASHES(
            20,
            200,
            40,
            3_000,
            List.of(
                    Harm.CRASH,
                    Harm.CRASH_IN_DRAIN,
                    Harm.CRASH_LEADER,
                    Harm.CRASH_IN_RECOVERY,
                    Harm.CRASH_IN_WRITE,
                    Harm.POWER_CUT,
                    Harm.BOUNCE_ALL,
                    Harm.FAIL_SYNC,
                    Harm.SLOW_DISK)),
    /** Links come and go faster than elections take. */
    FLAPPING(
            4,
            60,
            40,
            3_000,
            List.of(
                    Harm.RESET,
                    Harm.CUT_PAIR,
                    Harm.STALL_ONE_WAY,
                    Harm.HALF_OPEN,
                    Harm.REFUSE,
                    Harm.SLOW_DISK,
                    Harm.CRASH)),
    /** Nothing breaks, but messages, processes and disks stand still: what is stale arrives all the same. */
    STALLS(
            100,
            900,
            40,
            3_000,
            List.of(
                    Harm.STALL_ONE_WAY,
                    Harm.STALL_NODE,
                    Harm.SWIZZLE,
                    Harm.PAUSE,
                    Harm.PAUSE_LEADER,
                    Harm.SLOW_DISK,
                    Harm.CRAWLING_DISK)),
    /** Nodes are away for long and histories are short, so that followers need whole snapshots. */
    SNAPSHOTS(
            100,
            800,
            3,
            300,
            List.of(
                    Harm.CRASH,
                    Harm.ISOLATE,
                    Harm.CRASH_LEADER,
                    Harm.PAUSE,
                    Harm.CRASH_IN_DRAIN,
                    Harm.CRASH_IN_WRITE,
                    Harm.POWER_CUT)),
    /** Servers come and go, disks are lost, leadership is handed over. */
    CHANGES(
            60,
            600,
            40,
            1_000,
            List.of(
                    Harm.RECONFIGURE,
                    Harm.RECONFIGURE,
                    Harm.RECONFIGURE,
                    Harm.TRANSFER,
                    Harm.REPLACE_DISK,
                    Harm.DAMAGE_DISK,
                    Harm.CRASH,
                    Harm.CRASH_LEADER,
                    Harm.CRASH_IN_WRITE,
                    Harm.ISOLATE,
                    Harm.BOUNCE_ALL,
                    Harm.PAUSE)),
    /** What is said in phases 1 and 2 arrives when it has long been otherwise. */
    STALE(
            150,
            900,
            5,
            400,
            List.of(
                    Harm.MUTE_IN_SYNC,
                    Harm.MUTE_IN_SYNC,
                    Harm.MUTE_IN_SYNC,
                    Harm.STALL_ONE_WAY,
                    Harm.STALL_NODE,
                    Harm.PAUSE_LEADER,
                    Harm.CRASH)),
    /** Parts of the ensemble don't see each other, in every shape. */
    PARTITIONS(
            80,
            900,
            40,
            3_000,
            List.of(
                    Harm.ISOLATE,
                    Harm.ISOLATE_LEADER,
                    Harm.BRIDGE,
                    Harm.RING,
                    Harm.SWIZZLE,
                    Harm.DEAFEN,
                    Harm.MUTE,
                    Harm.HALF_OPEN,
                    Harm.CUT_CLIENTS,
                    Harm.CRASH));

    static final int COUNT = values().length;

    private final int faultEveryMinMs;
    private final int faultEveryMaxMs;
    private final int historyKeepMax;
    private final int snapshotEveryMaxMs;
    private final List<Harm> harms;

    Weather(int faultEveryMinMs, int faultEveryMaxMs, int historyKeepMax, int snapshotEveryMaxMs, List<Harm> harms) {
        this.faultEveryMinMs = faultEveryMinMs;
        this.faultEveryMaxMs = faultEveryMaxMs;
        this.historyKeepMax = historyKeepMax;
        this.snapshotEveryMaxMs = snapshotEveryMaxMs;
        this.harms = harms;
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

    List<Harm> harms() {
        return harms;
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
