package io.latchkey.zab.sim;

/** What happened in a run, or in many. */
final class SimStats {
    long seeds;
    long steps;
    long simulatedMs;
    long committed;
    long epochs;
    long crashes;
    long snaps;
    long truncations;
    long requests;
    long reads;
    long expiries;

    void add(SimStats other) {
        seeds += other.seeds;
        steps += other.steps;
        simulatedMs += other.simulatedMs;
        committed += other.committed;
        epochs += other.epochs;
        crashes += other.crashes;
        snaps += other.snaps;
        truncations += other.truncations;
        requests += other.requests;
        reads += other.reads;
        expiries += other.expiries;
    }
}
