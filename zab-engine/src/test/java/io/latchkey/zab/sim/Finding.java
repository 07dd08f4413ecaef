package io.latchkey.zab.sim;

import io.latchkey.zab.core.InvariantViolation;
import io.latchkey.zab.tree.Inconsistency;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was wrong with a run.
 *
 * @param by a checker by its name, or what an invariant of the core or the tree says, or an error's class
 * @param what all that was said
 * @param atMs when, in virtual time
 */
record Finding(Kind kind, String by, String what, long atMs) {
    /** Who found it. */
    enum Kind {
        CHECKER,
        INVARIANT,
        ERROR
    }

    /** Runs a plan to its end, or to what is wrong with it; null if nothing is. */
    static @Nullable Finding of(Plan plan, Supplier<PlantedFault> fault) {
        Simulation simulation = new Simulation(plan, fault.get(), false);
        try {
            simulation.run();
            return null;
        } catch (RuntimeException | Error e) {
            return of(e, simulation.clock().nowMs());
        }
    }

    static Finding of(Throwable e, long atMs) {
        String what = String.valueOf(e.getMessage());
        if (e instanceof SimFailure failure) {
            return new Finding(Kind.CHECKER, failure.checker(), what, atMs);
        } else if (e instanceof InvariantViolation || e instanceof Inconsistency) {
            return new Finding(Kind.INVARIANT, what, what, atMs);
        }
        return new Finding(Kind.ERROR, e.getClass().getSimpleName(), what, atMs);
    }

    boolean isSameAs(@Nullable Finding other) {
        return other != null && kind == other.kind && by.equals(other.by);
    }
}
