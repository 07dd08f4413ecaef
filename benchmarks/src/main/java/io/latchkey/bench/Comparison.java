package io.latchkey.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs workloads against one target, or against two by turns, so that what else the machine does falls on both alike;
 * prints medians over the rounds, and their ratio.
 */
final class Comparison {
    private final Ensemble first;
    private final @Nullable Ensemble second;
    private final int rounds;
    private final double seconds;
    private final PrintStream out;

    Comparison(Ensemble first, @Nullable Ensemble second, int rounds, double seconds, PrintStream out) {
        this.first = first;
        this.second = second;
        this.rounds = rounds;
        this.seconds = seconds;
        this.out = out;
    }

    void header() {
        if (second == null) {
            out.println("| workload | ops/s | p50 us | p99 us | server CPU ms per 1,000 ops |");
            out.println("| --- | ---: | ---: | ---: | ---: |");
        } else {
            out.printf(
                    "A = %s, B = %s; ratios are A / B, medians of %d rounds of %.1f s by turns%n%n",
                    first.name(), second.name(), rounds, seconds);
            out.println("| workload | A ops/s | B ops/s | **ratio** | A p50 us | B p50 us | A p99 us | B p99 us"
                    + " | A CPU ms/1,000 | B CPU ms/1,000 | **CPU ratio** |");
            out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        }
    }

    void run(Workload workload) throws IOException {
        Ensemble other = second;
        List<Slice> a = new ArrayList<>();
        List<Slice> b = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            boolean firstLeads = round % 2 == 0;
            if (firstLeads || other == null) {
                a.add(measure(first, workload));
            }
            if (other != null) {
                b.add(measure(other, workload));
                if (!firstLeads) {
                    a.add(measure(first, workload));
                }
            }
        }
        out.println(other == null ? alone(workload, a) : compared(workload, a, b));
        out.flush();
    }

    private Slice measure(Ensemble target, Workload workload) throws IOException {
        try (Loop loop = new Loop(target.servers(), workload)) {
            return loop.run(seconds / 3, seconds, target.cpu());
        }
    }

    private static double median(List<Slice> slices, ToDoubleFunction<Slice> figure) {
        double[] sorted = slices.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String alone(Workload workload, List<Slice> a) {
        return "| %s | %,.0f | %,.0f | %,.0f | %s |"
                .formatted(
                        workload.name(),
                        median(a, Slice::perSecond),
                        median(a, s -> s.micros(50)),
                        median(a, s -> s.micros(99)),
                        cpu(median(a, Slice::cpuMillisPerThousand)));
    }

    private static String compared(Workload workload, List<Slice> a, List<Slice> b) {
        double ratio = median(a, Slice::perSecond) / median(b, Slice::perSecond);
        double cpuA = median(a, Slice::cpuMillisPerThousand);
        double cpuB = median(b, Slice::cpuMillisPerThousand);
        return "| %s | %,.0f | %,.0f | **%.2f** | %,.0f | %,.0f | %,.0f | %,.0f | %s | %s | **%s** |"
                .formatted(
                        workload.name(),
                        median(a, Slice::perSecond),
                        median(b, Slice::perSecond),
                        ratio,
                        median(a, s -> s.micros(50)),
                        median(b, s -> s.micros(50)),
                        median(a, s -> s.micros(99)),
                        median(b, s -> s.micros(99)),
                        cpu(cpuA),
                        cpu(cpuB),
                        cpu(cpuA / cpuB));
    }

    private static String cpu(double value) {
        return Double.isNaN(value) ? "-" : "%.2f".formatted(value);
    }
}
