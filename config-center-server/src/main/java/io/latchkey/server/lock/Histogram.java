package io.latchkey.server.lock;

import java.util.Arrays;
import java.util.List;

/** Counts durations by size. One thread writes; others read what {@link #snapshot} gave. */
final class Histogram {
    private static final List<Double> BOUNDS_SECONDS = List.of(
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0);

    private final long[] counts = new long[BOUNDS_SECONDS.size() + 1];
    private long sumMs;

    /**
     * What was counted.
     *
     * @param boundsSeconds upper bounds, rising
     * @param cumulative how many lay at or below each bound
     * @param count all of them
     */
    public record Snapshot(List<Double> boundsSeconds, List<Long> cumulative, long count, double sumSeconds) {}

    /** Below 0, as when a clock was set back, counts as 0. */
    void record(long ms) {
        long counted = Math.max(0, ms);
        int i = 0;
        while (i < BOUNDS_SECONDS.size() && counted > BOUNDS_SECONDS.get(i) * 1_000) {
            i++;
        }
        counts[i]++;
        sumMs += counted;
    }

    Snapshot snapshot() {
        Long[] cumulative = new Long[BOUNDS_SECONDS.size()];
        long sum = 0;
        for (int i = 0; i < cumulative.length; i++) {
            sum += counts[i];
            cumulative[i] = sum;
        }
        return new Snapshot(
                BOUNDS_SECONDS, List.of(cumulative), Arrays.stream(counts).sum(), sumMs / 1_000.0);
    }
}
