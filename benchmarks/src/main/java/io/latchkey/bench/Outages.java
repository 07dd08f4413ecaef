package io.latchkey.bench;

import java.util.List;

/** What many blows of a kind did, taken together. */
record Outages(List<Failover.Outage> all) {
    /** Until a write was answered again. */
    double medianMillis() {
        double[] sorted = sortedMillis();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double worstMillis() {
        double[] sorted = sortedMillis();
        return sorted[sorted.length - 1];
    }

    double bestMillis() {
        return sortedMillis()[0];
    }

    private double[] sortedMillis() {
        return all.stream().mapToDouble(Failover.Outage::millis).sorted().toArray();
    }

    int connectionsLost() {
        return all.stream().mapToInt(Failover.Outage::connectionsLost).sum();
    }

    int writesLost() {
        return all.stream().mapToInt(Failover.Outage::writesLost).sum();
    }
}
