package io.latchkey.zab.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan that fails smaller, as long as it fails in the same way: without what comes after the failure, with
 * fewer blows, fewer clients, fewer operations, fewer nodes.
 */
final class Shrinker {
    private static final int RUNS_MAX = 1_500;
    private static final int ROUNDS_MAX = 3;

    private final Supplier<PlantedFault> fault;
    private int runs;

    Shrinker(Supplier<PlantedFault> fault) {
        this.fault = fault;
    }

    /** How many plans were tried. */
    int runs() {
        return runs;
    }

    /** A plan that fails, and how. */
    record Failing(Plan plan, Finding finding) {}

    /** The smallest plan found that fails in the way of {@code plan}; null if that doesn't fail. */
    @Nullable
    Failing shrink(Plan plan) {
        Finding finding = Finding.of(plan, fault);
        if (finding == null) {
            return null;
        }
        Failing smallest = new Failing(plan, finding);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Failing before = smallest;
            smallest = withLess(smallest);
            if (smallest.plan.equals(before.plan)) {
                break;
            }
        }
        return smallest;
    }

    private Failing withLess(Failing failing) {
        Failing smaller = better(failing, failing.plan.endingAt((int) failing.finding.atMs()));
        smaller = reduce(smaller, smaller.plan.blows(), smaller.plan::withBlows);
        smaller = reduce(smaller, smaller.plan.clients(), smaller.plan::withClients);
        smaller = withFewerOperations(smaller);
        if (smaller.plan.setup().nodes() > 3) {
            smaller = better(smaller, smaller.plan.withNodes(3));
        }
        return smaller;
    }

    /** The plan {@code with} less, if it still fails in the same way; otherwise what we had. */
    private Failing better(Failing failing, Plan with) {
        if (with.equals(failing.plan) || runs >= RUNS_MAX) {
            return failing;
        }
        runs++;
        Finding finding = Finding.of(with, fault);
        return failing.finding.isSameAs(finding) ? new Failing(with, finding) : failing;
    }

    /** Delta debugging: leaves out ever smaller parts of a list, until no single element can be left out. */
    private <T> Failing reduce(Failing failing, List<T> all, Function<List<T>, Plan> plan) {
        Failing smallest = failing;
        List<T> kept = all;
        int part = kept.size();
        while (part > 0) {
            int at = 0;
            while (at < kept.size()) {
                List<T> less = new ArrayList<>(kept.subList(0, at));
                less.addAll(kept.subList(Math.min(at + part, kept.size()), kept.size()));
                Failing tried = better(smallest, plan.apply(less));
                if (tried == smallest) {
                    at += part;
                } else {
                    smallest = tried;
                    kept = less;
                }
            }
            part = part > 1 ? part / 2 : 0;
        }
        return smallest;
    }

    /** Operations are few if they are the first ones: halves their number as long as that goes, then steps back. */
    private Failing withFewerOperations(Failing failing) {
        Failing smallest = failing;
        int step = Math.min(failing.plan.operationsMax(), 4_096);
        for (int max = step; step > 0; step /= 2) {
            Failing tried = better(smallest, smallest.plan.withOperationsMax(Math.max(0, max - step)));
            if (tried != smallest) {
                smallest = tried;
                max = Math.max(0, max - step);
            }
        }
        return smallest;
    }
}
