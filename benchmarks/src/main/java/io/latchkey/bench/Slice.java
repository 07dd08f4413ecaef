package io.latchkey.bench;

import org.HdrHistogram.Histogram;

/**
 * What one run of a workload against one target gave.
 *
 * @param latencyNanos of each operation
 * @param serverCpuSeconds user and system time of all server processes during the run, or NaN when they aren't ours
 */
record Slice(long operations, double seconds, Histogram latencyNanos, double serverCpuSeconds) {
    double perSecond() {
        return operations / seconds;
    }
}
