package io.latchkey.zab.sim;

import io.latchkey.zab.core.InvariantViolation;
import io.latchkey.zab.tree.Inconsistency;
import org.jspecify.annotations.Nullable;

/** Runs seeds with a fault planted until a checker or an invariant tells of it. */
final class FaultHunt {
    /** How the fault was found. */
    record Kill(long seed, String by) {}

    private FaultHunt() {}

    /** The first seed that kills the fault, or null. A run that merely does not come good in the end does not count. */
    static @Nullable Kill hunt(PlantedFaults fault, long firstSeed, int seeds) {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            try {
                new Simulation(Setup.of(seed), fault.plant(), false).run();
            } catch (SimFailure e) {
                if (!e.checker().equals("Liveness")) {
                    return new Kill(seed, e.checker());
                }
            } catch (InvariantViolation | Inconsistency e) {
                return new Kill(seed, "invariant: " + e.getMessage());
            }
        }
        return null;
    }

    public static void main(String[] args) {
        int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 300;
        for (PlantedFaults fault : PlantedFaults.values()) {
            if (args.length > 1 && !fault.name().equals(args[1])) {
                continue;
            }
            long startNs = System.nanoTime();
            Kill kill = hunt(fault, 1, seeds);
            System.out.printf(
                    "%-30s %-60s %.1f s%n",
                    fault, kill == null ? "survived " + seeds : kill, (System.nanoTime() - startNs) / 1e9);
        }
    }
}
