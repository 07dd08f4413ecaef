package io.latchkey.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** How long writes wait when the leader goes. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 110,
        description = {
            "Takes the leader of three servers away under load, and measures how long writes are not answered.",
            "",
            "Four clients, two on each of the other servers, write every other millisecond, whether they are",
            "answered or not. The time is from the signal until the first write sent after it is answered.",
            "A server that has lost its leader may close its clients' connections: those are counted, and the",
            "writes whose outcome is not known then; the clients connect again at once.",
            ""
        })
final class FailoverCommand implements Callable<Integer> {
    private static final int SERVERS = 3;
    private static final List<String> KINDS = List.of("latchkey", "zookeeper");

    @Option(
            names = "--kills",
            defaultValue = "20",
            paramLabel = "N",
            description = "How often the leader gets SIGKILL. Default: ${DEFAULT-VALUE}.")
    private int kills;

    @Option(
            names = "--freezes",
            defaultValue = "5",
            paramLabel = "N",
            description = "How often it gets SIGSTOP, and SIGCONT later. Default: ${DEFAULT-VALUE}.")
    private int freezes;

    @Option(
            names = "--of",
            split = ",",
            paramLabel = "KIND",
            description = "latchkey, zookeeper, or both with a comma between. Default: latchkey.")
    private List<String> kinds = List.of("latchkey");

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where servers keep their data. Default: the folder for temporary files.")
    private @Nullable Path dir;

    @ParentCommand
    private @Nullable BenchMain tool;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (spec == null || tool == null) {
            throw new IllegalStateException("picocli sets both");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path folder = dir == null ? Path.of(System.getProperty("java.io.tmpdir")) : dir;
        check(kills >= 0 && freezes >= 0 && kills + freezes > 0, "there is nothing to do");
        check(KINDS.containsAll(kinds), "--of is latchkey or zookeeper, not " + String.join(",", kinds));
        check(Files.isDirectory(folder), "--dir " + folder + " is no folder");
        Path data = Files.createTempDirectory(folder, "latchkey-bench");
        out.println(Machine.describe(data));
        out.println("| servers | leader | times | median ms | least | most | connections lost | writes lost |");
        out.println("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        Launcher launcher = tool.launcher(data);
        for (String kind : kinds) {
            try (Ensemble ensemble = launcher.start(kind, "A", SERVERS, Ensemble.Timing.ALERT)) {
                Failover failover = new Failover(ensemble);
                print(out, kind, "killed", kills == 0 ? null : failover.run(Failover.Blow.KILLED, kills));
                print(out, kind, "frozen", freezes == 0 ? null : failover.run(Failover.Blow.FROZEN, freezes));
            } catch (IOException e) {
                throw new IOException(e.getMessage() + " (data and logs are kept below " + data + ")", e);
            }
        }
        BenchMain.deleteAll(data);
        return 0;
    }

    private static void print(PrintWriter out, String kind, String blow, @Nullable List<Failover.Outage> outages) {
        if (outages == null) {
            return;
        }
        Outages all = new Outages(outages);
        out.printf(
                "| %s | %s | %d | **%,.0f** | %,.0f | %,.0f | %d | %d |%n",
                kind,
                blow,
                outages.size(),
                all.medianMillis(),
                all.bestMillis(),
                all.worstMillis(),
                all.connectionsLost(),
                all.writesLost());
        out.flush();
    }

    private void check(boolean holds, String otherwise) {
        if (!holds && spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
