package io.latchkey.zab.sim;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Long runs, and the replay of one seed: see {@link SimArguments}. */
public final class SimMain {
    private static final long PROGRESS_NS = 5_000_000_000L;
    private static final int VIOLATIONS_MAX = 20;
    private static final int TWICE_EVERY = 100;
    private static final int FAULT_SEEDS_MAX = 1000;
    private static final int LONG_RUN = 5_000; // seeds

    private final SimArguments arguments;
    private final PrintStream out;
    private final SimStats total = new SimStats();
    private final Coverage coverage;
    private final RareStates states = new RareStates();
    private final long startNs = System.nanoTime();
    private final AtomicLong next;
    private long progressNs = startNs;
    private int violations;

    private SimMain(SimArguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
        coverage = new Coverage(arguments.coverage());
        next = new AtomicLong(arguments.firstSeed());
    }

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args, System.out));
    }

    /** What the process is to exit with: 0, or 1 after a violation, or 2 for wrong arguments. */
    static int run(String[] args, PrintStream out) throws InterruptedException {
        SimArguments arguments;
        try {
            arguments = SimArguments.parse(args);
        } catch (IllegalArgumentException e) {
            out.println("latchkey-sim: " + e.getMessage());
            out.println(SimArguments.USAGE);
            return 2;
        }
        if (arguments.help()) {
            out.println(SimArguments.USAGE);
            return 0;
        }
        if (arguments.faults()) {
            return FaultHunt.huntAll((int) Math.min(arguments.seeds(), FAULT_SEEDS_MAX), out) ? 0 : 1;
        }
        return new SimMain(arguments, out).runAll();
    }

    private int runAll() throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < arguments.jobs(); i++) {
            Thread worker = new Thread(this::work, "simulation-" + i);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        report((System.nanoTime() - startNs) / 1e9);
        return violations == 0 ? 0 : 1;
    }

    private void work() {
        long end = arguments.firstSeed() + arguments.seeds();
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            runOne(arguments.setup(seed));
        }
    }

    private void runOne(Setup setup) {
        Simulation simulation = new Simulation(setup, PlantedFault.NONE, arguments.coverage());
        try {
            SimStats stats = simulation.run();
            if (arguments.seeds() > 1 && setup.seed() % TWICE_EVERY == 0) {
                runAgain(setup, simulation.trace());
            }
            onDone(stats, simulation);
        } catch (RuntimeException | Error e) {
            onViolation(setup, e);
        }
    }

    private static void runAgain(Setup setup, long trace) {
        Simulation again = new Simulation(setup, PlantedFault.NONE, false);
        again.run();
        if (again.trace() != trace) {
            throw new SimFailure("Determinism", "the same seed gave another run");
        }
    }

    private synchronized void onDone(SimStats stats, Simulation done) {
        total.add(stats);
        coverage.addAll(done.coverage());
        states.addAll(done.rareStates());
        long nowNs = System.nanoTime();
        if (nowNs - progressNs > PROGRESS_NS && total.seeds < arguments.seeds()) {
            progressNs = nowNs;
            double perSecond = total.seeds / ((nowNs - startNs) / 1e9);
            out.printf(
                    "%d of %d seeds, %d violations, %.0f seeds a second, %.0f s to go%n",
                    total.seeds,
                    arguments.seeds(),
                    violations,
                    perSecond,
                    (arguments.seeds() - total.seeds) / perSecond);
        }
    }

    private synchronized void onViolation(Setup setup, Throwable e) {
        violations++;
        out.println(setup + ": " + e);
        out.println("replay: " + setup.replay());
        if (arguments.shrink()) {
            shrink(setup);
        } else if (arguments.seeds() == 1) {
            e.printStackTrace(out);
        }
        if (violations == VIOLATIONS_MAX && arguments.seeds() > 1) {
            out.println("that is enough: stopping");
            next.set(arguments.firstSeed() + arguments.seeds());
        }
    }

    private void shrink(Setup setup) {
        Shrinker shrinker = new Shrinker(() -> PlantedFault.NONE);
        Shrinker.Failing smallest = shrinker.shrink(Plan.of(setup));
        if (smallest == null) {
            out.println("it does not fail again"); // two runs of a seed differ: that is the failure
            return;
        }
        Plan plan = smallest.plan();
        out.printf(
                "made smaller by %d runs: %d blows, %d clients, at %d ms%n",
                shrinker.runs(),
                plan.blows().size(),
                plan.clients().size(),
                smallest.finding().atMs());
        out.println(JUnitText.of(plan, smallest.finding()));
    }

    private synchronized void report(double seconds) {
        if (arguments.coverage()) {
            new CoverageReport(coverage, states).print(out);
        }
        if (arguments.seeds() >= LONG_RUN && !states.missing().isEmpty()) {
            out.println("rare states that were never seen: " + states.missing());
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
                total.seeds + violations, violations, hours, hours * 3600 / seconds);
    }
}
