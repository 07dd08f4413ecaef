package io.latchkey.bench;

import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The slices of one workload on one target, in the order of the rounds. */
record Series(List<Slice> slices) {
    /** Median over the slices. */
    double perSecond() {
        return quantile(sorted(slices.stream().mapToDouble(Slice::perSecond).toArray()), 0.5);
    }

    /** Microseconds, over the operations of all slices. */
    double micros(double percentile) {
        Histogram all = new Histogram(slices.get(0).latencyNanos());
        slices.forEach(s -> all.add(s.latencyNanos()));
        return all.getValueAtPercentile(percentile) / 1e3;
    }

    /** Seconds of the servers' processors for 1,000 operations, over all slices; NaN when they aren't known. */
    double cpuPerThousand() {
        double seconds = slices.stream().mapToDouble(Slice::serverCpuSeconds).sum();
        long operations = slices.stream().mapToLong(Slice::operations).sum();
        return seconds / operations * 1e3;
    }

    /** How much faster than the other: median of the rounds' ratios, and in brackets their quartiles. */
    String speedRatio(Series other) {
        double[] ratios = new double[slices.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = slices.get(i).perSecond() / other.slices.get(i).perSecond();
        }
        sorted(ratios);
        return "**%.2f** (%.2f, %.2f)".formatted(quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
    }

    private static double[] sorted(double[] values) {
        Arrays.sort(values);
        return values;
    }

    /** Between neighbours in proportion. */
    private static double quantile(double[] sorted, double part) {
        double at = part * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
    }
}
