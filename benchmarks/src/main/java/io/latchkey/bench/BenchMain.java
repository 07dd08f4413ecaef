package io.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The load tool's command line. */
@Command(
        name = "latchkey-bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures servers that speak the ZooKeeper client protocol: closed loop, one load thread.",
        footer = {
            "",
            "Examples:",
            "  latchkey-bench --target 127.0.0.1:2181 writes reads",
            "  latchkey-bench --versus-zookeeper all               # both started here, one node each, by turns",
            "  latchkey-bench --versus-zookeeper --nodes 3 writes  # three processes each",
            "  latchkey-bench --target a:2181 --against b:2181 --rounds 9 mixed"
        })
public final class BenchMain implements Callable<Integer> {
    @Option(names = "--target", paramLabel = "HOST:PORT[,..]", description = "Servers to measure, already running.")
    private @Nullable String target;

    @Option(names = "--against", paramLabel = "HOST:PORT[,..]", description = "Servers to compare with, by turns.")
    private @Nullable String against;

    @Option(names = "--versus-zookeeper", description = "Start Latchkey and Apache ZooKeeper here and compare them.")
    private boolean versusZookeeper;

    @Option(names = "--nodes", defaultValue = "1", description = "Servers of each kind to start: 1 or 3.")
    private int nodes;

    @Option(names = "--rounds", defaultValue = "5", description = "Runs of each workload; medians are shown.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "3", description = "Measured time of a run; a third more to warm up.")
    private double seconds;

    @Option(names = "--jar", hidden = true, required = true, description = "Latchkey's executable jar.")
    private String jar = "";

    @Option(names = "--jvm-options", hidden = true, required = true, description = "Latchkey's conf/jvm.options.")
    private String jvmOptions = "";

    @CommandLine.Parameters(
            paramLabel = "SUITE",
            arity = "1..*",
            description = "writes, reads, mixed, watches, locks, or all.")
    private List<String> suites = List.of();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Workload> workloads =
                suites.stream().flatMap(s -> Suite.of(s).stream()).toList();
        if (versusZookeeper == (target != null)) {
            throw usage("give either --target or --versus-zookeeper");
        }
        if (nodes != 1 && nodes != 3) {
            throw usage("--nodes is 1 or 3, not " + nodes);
        }
        if (rounds < 1 || seconds <= 0) {
            throw usage("--rounds and --seconds must be above zero");
        }
        if (versusZookeeper) {
            compareStarted(workloads);
        } else if (target != null) {
            compare(Ensemble.at(target), against == null ? null : Ensemble.at(against), workloads);
        }
        return 0;
    }

    private CommandLine.ParameterException usage(String what) {
        if (spec == null) {
            throw new IllegalStateException(what);
        }
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }

    private void compareStarted(List<Workload> workloads) throws IOException {
        Path dir = Files.createTempDirectory("latchkey-bench");
        System.err.println("starting " + nodes + " + " + nodes + " servers below " + dir + " ...");
        try (Ensemble ours = Ensemble.start("latchkey", latchkey(), nodes, dir);
                Ensemble theirs = Ensemble.start("zookeeper", zookeeper(), nodes, dir)) {
            compare(ours, theirs, workloads);
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(f);
            }
        }
    }

    private void compare(Ensemble a, @Nullable Ensemble b, List<Workload> workloads) throws IOException {
        Comparison comparison = new Comparison(a, b, rounds, seconds, System.out);
        comparison.header();
        for (Workload w : workloads) {
            System.err.println("measuring " + w.name() + " ...");
            comparison.run(w);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private List<String> latchkey() {
        List<String> line = new ArrayList<>(List.of(java()));
        line.add("@" + jvmOptions);
        line.addAll(List.of("-Xmx1g", "-jar", jar, "server", "--config"));
        return line;
    }

    /** ZooKeeper 3.9.5 from this tool's own class path, with the heap that ours gets. */
    private static List<String> zookeeper() {
        return List.of(
                java(),
                "-Xmx1g",
                "-Dzookeeper.admin.enableServer=false",
                "-Dzookeeper.4lw.commands.whitelist=srvr",
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.zookeeper.server.quorum.QuorumPeerMain");
    }
}
