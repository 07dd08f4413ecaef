package io.latchkey.zab.sim;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Long runs: {@code --seeds N --first-seed S --nodes 3|5 --jobs J}; {@code --seed S} replays one. */
public final class SimMain {
    private final Arguments arguments;
    private final PrintStream out;
    private final SimStats total = new SimStats();
    private final Coverage coverage = new Coverage(true);
    private final AtomicInteger violations = new AtomicInteger();

    private SimMain(Arguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args, System.out));
    }

    /** What the process would exit with: 0, or 1 after a violation, or 2 for wrong arguments. */
    static int run(String[] args, PrintStream out) throws InterruptedException {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println(Arguments.USAGE);
            return 2;
        }
        return new SimMain(arguments, out).runAll();
    }

    private int runAll() throws InterruptedException {
        long startNs = System.nanoTime();
        AtomicLong next = new AtomicLong(arguments.firstSeed());
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < arguments.jobs(); i++) {
            Thread worker = new Thread(() -> work(next), "simulation-" + i);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        report((System.nanoTime() - startNs) / 1e9);
        return violations.get() == 0 ? 0 : 1;
    }

    private void work(AtomicLong next) {
        long end = arguments.firstSeed() + arguments.seeds();
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            runOne(seed);
        }
    }

    private void runOne(long seed) {
        int nodes = nodesFor(seed, arguments.nodes());
        Simulation simulation = new Simulation(seed, nodes, PlantedFault.NONE, arguments.coverage());
        SimStats stats;
        try {
            stats = simulation.run();
        } catch (AssertionError | RuntimeException | io.latchkey.zab.core.InvariantViolation e) {
            violations.incrementAndGet();
            synchronized (out) {
                out.println("seed " + seed + ", " + nodes + " nodes: " + e);
                out.println("replay: bin/latchkey-sim --seed " + seed
                        + (arguments.nodes() == 0 ? "" : " --nodes " + nodes));
                if (arguments.seeds() == 1) {
                    e.printStackTrace(out);
                }
            }
            return;
        }
        synchronized (total) {
            total.add(stats);
            coverage.addAll(simulation.coverage());
            if (total.seeds % 1000 == 0) {
                out.println(total.seeds + " seeds done");
            }
        }
    }

    /** Three or five, as the seed has it, unless asked for one of them. */
    static int nodesFor(long seed, int asked) {
        return asked != 0 ? asked : new SplittableRandom(seed).nextInt(3) == 0 ? 5 : 3;
    }

    private void report(double seconds) {
        if (arguments.coverage()) {
            coverage.cells().forEach((cell, times) -> out.println(times + "  " + cell));
        }
        out.printf(
                "%d steps (%.0f a second), %d transactions, %d epochs, %d crashes, %d SNAP, %d proposals truncated, "
                        + "%d requests, %d reads, %d expiries%n",
                total.steps,
                total.steps / seconds,
                total.committed,
                total.epochs,
                total.crashes,
                total.snaps,
                total.truncations,
                total.requests,
                total.reads,
                total.expiries);
        double hours = total.simulatedMs / 3.6e6;
        out.printf(
                "seeds: %d, violations: %d, simulated hours: %.1f, speed: %.0f times real time%n",
                arguments.seeds(), violations.get(), hours, hours * 3600 / seconds);
    }

    /** The command line. */
    record Arguments(long seeds, long firstSeed, int nodes, int jobs, boolean coverage) {
        static final String USAGE =
                "usage: latchkey-sim [--seeds N] [--first-seed S] [--nodes 3|5] [--jobs J] [--seed S] [--coverage]";

        static Arguments parse(String[] args) {
            long seeds = 1000;
            long first = 1;
            int nodes = 0;
            int jobs = 1;
            boolean coverage = false;
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--seeds" -> seeds = value(args, ++i, 1, Long.MAX_VALUE);
                    case "--first-seed" -> first = value(args, ++i, Long.MIN_VALUE, Long.MAX_VALUE);
                    case "--seed" -> {
                        first = value(args, ++i, Long.MIN_VALUE, Long.MAX_VALUE);
                        seeds = 1;
                    }
                    case "--nodes" -> nodes = (int) value(args, ++i, 1, 5);
                    case "--jobs" -> jobs = (int) value(args, ++i, 1, 256);
                    case "--coverage" -> coverage = true;
                    default -> throw new IllegalArgumentException("unknown argument " + args[i]);
                }
            }
            return new Arguments(seeds, first, nodes, jobs, coverage);
        }

        private static long value(String[] args, int i, long min, long max) {
            if (i >= args.length) {
                throw new IllegalArgumentException(args[i - 1] + " needs a number");
            }
            try {
                long value = Long.parseLong(args[i]);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(args[i - 1] + " needs a number, not " + args[i], e);
            }
            throw new IllegalArgumentException(args[i - 1] + " must be within " + min + " and " + max);
        }
    }
}
