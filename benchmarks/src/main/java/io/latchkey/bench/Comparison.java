package io.latchkey.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs workloads against one target, or against two in turns. A ratio is taken in each round, of two slices that follow
 * each other, so that what else the machine does falls on both; the median of these is printed, with the quartiles.
 */
final class Comparison {
    private static final int WARM_UP_SLICES = 10;
    private static final double WARM_UP_SECONDS = 1.5;
    private static final double WARM_UP_PART = 5;

    /** The slices of both targets; those with the same index followed each other. */
    private record Rounds(List<Slice> a, List<Slice> b) {}

    private final Ensemble first;
    private final @Nullable Ensemble second;
    private final int rounds;
    private final double seconds;
    private final PrintStream out;

    /** @param seconds measured in each slice; a fifth of it more goes before it unmeasured */
    Comparison(Ensemble first, @Nullable Ensemble second, int rounds, double seconds, PrintStream out) {
        this.first = first;
        this.second = second;
        this.rounds = rounds;
        this.seconds = seconds;
        this.out = out;
    }

    void header() {
        String slices = "%d slices of %.1f s".formatted(rounds, seconds);
        if (second == null) {
            out.printf("%s, %s%n%n", first.describe(), slices);
            out.println("| workload | ops/s | p50 us | p99 us | server CPU s/1,000 ops |");
            out.println("| --- | ---: | ---: | ---: | ---: |");
        } else {
            out.printf(
                    "A = %s, B = %s; ratios are A / B (quartiles in brackets), %s each in turns%n%n",
                    first.describe(), second.describe(), slices);
            out.println("| workload | A ops/s | B ops/s | **ratio** | A p50 us | B p50 us | A p99 us | B p99 us"
                    + " | A CPU s/1,000 | B CPU s/1,000 | **CPU ratio** |");
            out.println("| --- | ---: | ---: | :---: | ---: | ---: | ---: | ---: | ---: | ---: | :---: |");
        }
    }

    /** Has the servers compile what they run before anything is measured. */
    void warmUp() throws IOException {
        Supplier<Workload> plan = () -> new DataWorkload("half reads", 16, 4, 100, 0.5);
        run(plan, WARM_UP_SLICES, WARM_UP_SECONDS);
    }

    /** Measures and prints one line. */
    void run(Supplier<Workload> plan) throws IOException {
        // one round more than asked for: the first one makes this workload's own code warm and is thrown away
        Rounds all = run(plan, rounds + 1, seconds);
        String name = plan.get().name();
        Series a = new Series(all.a().subList(1, all.a().size()));
        out.println(
                second == null
                        ? alone(name, a)
                        : compared(
                                name, a, new Series(all.b().subList(1, all.b().size()))));
        out.flush();
    }

    private Rounds run(Supplier<Workload> plan, int slices, double sliceSeconds) throws IOException {
        Rounds all = new Rounds(new ArrayList<>(), new ArrayList<>());
        Ensemble other = second;
        try (Loop left = Loop.open(first.servers(), plan.get());
                Loop right = other == null ? null : Loop.open(other.servers(), plan.get())) {
            for (int i = 0; i < slices; i++) {
                boolean leftLeads = i % 2 == 0 || right == null;
                if (leftLeads) {
                    all.a().add(left.run(sliceSeconds / WARM_UP_PART, sliceSeconds, first.cpu()));
                }
                if (right != null && other != null) {
                    all.b().add(right.run(sliceSeconds / WARM_UP_PART, sliceSeconds, other.cpu()));
                }
                if (!leftLeads) {
                    all.a().add(left.run(sliceSeconds / WARM_UP_PART, sliceSeconds, first.cpu()));
                }
            }
        }
        return all;
    }

    private static String alone(String name, Series a) {
        return "| %s | %,.0f | %,.0f | %,.0f | %s |"
                .formatted(name, a.perSecond(), a.micros(50), a.micros(99), cpu(a.cpuPerThousand()));
    }

    private static String compared(String name, Series a, Series b) {
        double cpuRatio = a.cpuPerThousand() / b.cpuPerThousand();
        return "| %s | %,.0f | %,.0f | %s | %,.0f | %,.0f | %,.0f | %,.0f | %s | %s | %s |"
                .formatted(
                        name,
                        a.perSecond(),
                        b.perSecond(),
                        a.speedRatio(b),
                        a.micros(50),
                        b.micros(50),
                        a.micros(99),
                        b.micros(99),
                        cpu(a.cpuPerThousand()),
                        cpu(b.cpuPerThousand()),
                        Double.isNaN(cpuRatio) ? "-" : "**%.2f**".formatted(cpuRatio));
    }

    private static String cpu(double seconds) {
        return Double.isNaN(seconds) ? "-" : "%.4f".formatted(seconds);
    }
}
