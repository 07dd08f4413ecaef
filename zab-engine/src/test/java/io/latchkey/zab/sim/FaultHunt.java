package io.latchkey.zab.sim;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Runs seeds with a fault planted until a checker or an invariant tells of it. */
final class FaultHunt {
    /** Which seed found the fault, and what told of it: a checker by its name, or an invariant of the core or tree. */
    record Kill(Setup setup, String by, boolean isInvariant) {
        @Override
        public String toString() {
            return "seed " + setup.seed() + " by " + (isInvariant ? "invariant: " : "") + by;
        }
    }

    private static final int HUNTS = 5;

    private FaultHunt() {}

    /** The first seed that kills the fault, or null. */
    static @Nullable Kill hunt(PlantedFaults fault, long firstSeed, int seeds) {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            Kill kill = run(fault.setup(seed), fault.plant());
            if (kill != null) {
                return kill;
            }
        }
        return null;
    }

    /** Null if nothing tells of the fault; a run that merely breaks off or does not come good does not count. */
    static @Nullable Kill run(Setup setup, PlantedFault fault) {
        Finding finding = Finding.of(Plan.of(setup), () -> fault);
        if (finding == null
                || finding.kind() == Finding.Kind.ERROR
                || finding.by().equals("Liveness")) {
            return null;
        }
        return new Kill(setup, finding.by(), finding.kind() == Finding.Kind.INVARIANT);
    }

    /**
     * Five hunts for each fault, of at most so many seeds each; a line of a table for each.
     *
     * @return whether all hunts were successful
     */
    static boolean huntAll(int seeds, PrintStream out) {
        boolean all = true;
        for (PlantedFaults fault : PlantedFaults.values()) {
            long[] needed = new long[HUNTS];
            Set<String> by = new TreeSet<>();
            for (int i = 0; i < HUNTS; i++) {
                long first = 1 + 1000L * i;
                Kill kill = hunt(fault, first, seeds);
                needed[i] = kill == null ? Long.MAX_VALUE : kill.setup().seed() - first + 1;
                by.add(kill == null ? "nothing" : kill.isInvariant() ? "an invariant" : kill.by());
                all &= kill != null;
            }
            Arrays.sort(needed);
            out.printf(
                    "| %s | %s | %d | %d | %s |%n",
                    fault, fault.what(), needed[HUNTS / 2], needed[HUNTS - 1], String.join(", ", by));
        }
        return all;
    }
}
