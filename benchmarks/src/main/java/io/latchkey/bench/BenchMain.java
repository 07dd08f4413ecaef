package io.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The load tool's command line. */
@Command(
        name = "latchkey-bench",
        mixinStandardHelpOptions = true,
        version = "latchkey-bench 0.1.0",
        sortOptions = false,
        usageHelpWidth = 110,
        subcommands = {FailoverCommand.class, RecipesCommand.class, RecoveryCommand.class, SnapshotCommand.class},
        description = {
            "Measures servers that speak the ZooKeeper client protocol.",
            "",
            "Closed loop: a client sends again when it was answered. One thread drives all clients.",
            "With two targets they take turns in short slices of the same run, so that what else the machine",
            "does falls on both; the ratio is the median of the rounds' own ratios.",
            ""
        },
        footer = {
            "",
            "Suites: writes (1 and 16 clients, 1 and 16 outstanding, 100 B and 1 KB), reads, mixed (90 %% reads),",
            "        watches (one write until 1,000 watchers have their event), locks (create, list, delete), all",
            "",
            "Examples:",
            "  latchkey-bench --target 127.0.0.1:2181 writes reads",
            "  latchkey-bench --target a:2181,b:2181,c:2181 --against d:2181 --rounds 9 mixed",
            "  latchkey-bench --versus-zookeeper all                  # both started here, one node each",
            "  latchkey-bench --versus-zookeeper --nodes 1,3 writes   # then three processes each",
            "  latchkey-bench --target zookeeper --against zookeeper all   # how far the figures can be trusted",
            "  latchkey-bench failover --kills 20                     # how long writes wait for the next leader",
            "  latchkey-bench recipes                                 # locks by lock-client, and by Curator on ZooKeeper",
            "  latchkey-bench recovery                                # restart of servers with a million znodes",
            "  latchkey-bench snapshot                                # writes beside a snapshot of a million znodes",
            "  latchkey-bench jmh                                     # the JMH benchmarks: codec, tree, journal",
            "",
            "Exit codes: 0 measured, 1 a server or the network failed, 2 wrong usage."
        })
public final class BenchMain implements Callable<Integer> {
    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "What to measure: HOST:PORT[,HOST:PORT...] of running servers,"
                    + " or 'latchkey' or 'zookeeper' to start that here.")
    private @Nullable String target;

    @Option(names = "--against", paramLabel = "TARGET", description = "What to compare it with, in turns.")
    private @Nullable String against;

    @Option(
            names = "--versus-zookeeper",
            description = "Short for --target latchkey --against zookeeper (Apache ZooKeeper 3.9.5).")
    private boolean versusZookeeper;

    @Option(
            names = "--nodes",
            split = ",",
            paramLabel = "N",
            description = "How many servers of each kind to start: 1, 3, or 1,3 for one after the other. Default: 1.")
    private List<Integer> nodes = List.of(1);

    @Option(
            names = "--rounds",
            defaultValue = "12",
            paramLabel = "N",
            description =
                    "Slices per workload and target, and one more that is thrown away." + " Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "0.5",
            paramLabel = "S",
            description = "Measured time of a slice, at most 20; a fifth more to warm up. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where started servers keep their data; it must be a real disk to mean anything."
                    + " Default: the folder for temporary files.")
    private @Nullable Path dir;

    @Option(names = "--jar", hidden = true, required = true)
    private Path jar = Path.of("latchkey.jar");

    @Option(names = "--jvm-options", hidden = true, required = true)
    private Path jvmOptions = Path.of("jvm.options");

    @CommandLine.Parameters(
            paramLabel = "SUITE",
            arity = "0..*",
            description = "writes, reads, mixed, watches, locks or all.")
    private List<String> suites = List.of();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchMain())
                .setParameterExceptionHandler((mistake, args) -> {
                    CommandLine line = mistake.getCommandLine();
                    line.getErr().println("latchkey-bench: " + mistake.getMessage() + " (--help tells more)");
                    return line.getCommandSpec().exitCodeOnInvalidInput();
                })
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println("latchkey-bench: " + sayWhy(failure));
                    return line.getCommandSpec().exitCodeOnExecutionException();
                });
    }

    private static String sayWhy(Exception failure) throws Exception {
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            return String.valueOf(failure.getMessage());
        }
        throw failure;
    }

    @Override
    public Integer call() throws IOException {
        String first = versusZookeeper ? "latchkey" : target;
        String second = versusZookeeper ? "zookeeper" : against;
        check(!versusZookeeper || (target == null && against == null), "--versus-zookeeper names both targets already");
        if (first == null) {
            throw usage("give --target or --versus-zookeeper");
        }
        check(rounds >= 1 && rounds <= 1_000, "--rounds is 1 to 1000, not " + rounds);
        check(seconds >= 0.1 && seconds <= 20, "--seconds is 0.1 to 20, not " + seconds);
        for (int n : nodes) {
            check(n == 1 || n == 3, "--nodes is 1, 3 or 1,3, not " + n);
        }
        List<Supplier<Workload>> workloads = workloads();
        if (Launcher.starts(first) || (second != null && Launcher.starts(second))) {
            for (int n : nodes) {
                measureStarted(first, second, n, workloads);
            }
        } else {
            measure(ensemble(first), second == null ? null : ensemble(second), workloads);
        }
        return 0;
    }

    private List<Supplier<Workload>> workloads() {
        check(!suites.isEmpty(), "name a suite: " + String.join(", ", Suite.NAMES));
        List<Supplier<Workload>> workloads = new ArrayList<>();
        for (String suite : suites) {
            try {
                workloads.addAll(Suite.of(suite));
            } catch (IllegalArgumentException e) {
                throw usage(e.getMessage());
            }
        }
        return workloads;
    }

    private Ensemble ensemble(String addresses) {
        try {
            return Ensemble.at(addresses);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw usage(otherwise);
        }
    }

    private ParameterException usage(@Nullable String what) {
        if (spec == null) {
            throw new IllegalStateException(what);
        }
        return new ParameterException(spec.commandLine(), what);
    }

    /** Where started servers keep their data. */
    Path folder() {
        return dir == null ? Path.of(System.getProperty("java.io.tmpdir")) : dir;
    }

    private void measureStarted(String first, @Nullable String second, int n, List<Supplier<Workload>> workloads)
            throws IOException {
        check(Files.isDirectory(folder()), "--dir " + folder() + " is no folder");
        Path data = Files.createTempDirectory(folder(), "latchkey-bench");
        Launcher launcher = launcher(data);
        System.out.println(Machine.describe(data));
        System.err.println("starting servers below " + data + " ...");
        try (Ensemble a = Launcher.starts(first) ? launcher.start(first, "A", n) : ensemble(first);
                Ensemble b = second == null
                        ? null
                        : Launcher.starts(second) ? launcher.start(second, "B", n) : ensemble(second)) {
            measure(a, b, workloads);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + " (data and logs are kept below " + data + ")", e);
        }
        deleteAll(data);
    }

    /** @param data where the servers' folders are made */
    Launcher launcher(Path data) {
        return new Launcher(javaHome(), System.getProperty("java.class.path"), jar, jvmOptions, data);
    }

    /** The folder, and what is in it. */
    static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(f);
            }
        }
    }

    private void measure(Ensemble a, @Nullable Ensemble b, List<Supplier<Workload>> workloads) throws IOException {
        Comparison comparison = new Comparison(a, b, rounds, seconds, System.out);
        comparison.header();
        comparison.warmUp();
        for (Supplier<Workload> w : workloads) {
            System.err.println("measuring " + w.get().name() + " ...");
            comparison.run(w);
        }
        System.out.println();
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }
}
