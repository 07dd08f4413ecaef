package io.latchkey.server.cli;

import io.latchkey.server.ProcessContext;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey dev}. */
@Command(
        name = "dev",
        description = "Run one node, or a cluster of some, on this machine; keeps its data from one start to the next.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey dev                                   one node, http://localhost:8080",
            "  latchkey dev --nodes 3                         three; kill one of them and see what happens",
            "  latchkey dev --client-port 2191 --http-port 8090",
            "",
            "Ctrl-C stops all of them. " + ExitCode.HELP
        })
public final class DevCommand extends ClientCommand {
    private final ProcessContext context;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "1", description = "How many, 1 to 7. Default: 1.")
    private int nodes;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where data and logs are kept. Default: .latchkey in the project that holds this directory.")
    private @Nullable Path dataDir;

    @Option(
            names = "--client-port",
            paramLabel = "PORT",
            defaultValue = "2181",
            description = "Client port of the first node; the others follow. Default: 2181.")
    private int clientPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "HTTP port of the first node; the others follow. Default: 8080.")
    private int httpPort;

    public DevCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    int run() throws InterruptedException {
        DevPlan plan = DevPlan.of(nodes, dataDir == null ? usualDir() : absolute(dataDir), clientPort, httpPort);
        plan.prepare();
        DevEnsemble ensemble = new DevEnsemble(plan, context.relaunch(), this::say);
        context.onShutdown().accept(ensemble::stop);
        say(nodes == 1 ? "one node starts ..." : nodes + " nodes start ...");
        if (!ensemble.start()) {
            ensemble.stop();
            return ExitCode.FAILED;
        }
        print(plan);
        ensemble.watch();
        return ExitCode.FAILED;
    }

    private Path absolute(Path dir) {
        return context.workingDirectory().resolve(dir).normalize();
    }

    /** The same from wherever in a project one starts; outside of any, here. */
    private Path usualDir() {
        Path dir = context.workingDirectory();
        while (dir != null && !Files.exists(dir.resolve(".git"))) {
            dir = dir.getParent();
        }
        return (dir == null ? context.workingDirectory() : dir).resolve(".latchkey");
    }

    private void print(DevPlan plan) {
        PrintWriter out = out();
        String program = context.environment().getOrDefault("LATCHKEY_PROGRAM", "latchkey");
        Table table = new Table("NODE", "MODE", "CLIENTS", "ADMIN UI AND HTTP API", "LOG");
        for (DevNode node : plan.nodes()) {
            String mode = Probe.mode(node.clientPort());
            table.row(
                    Integer.toString(node.id()),
                    mode == null ? "" : mode,
                    node.client(),
                    node.http(),
                    node.logFile().toString());
        }
        out.println();
        table.print(out);
        out.println("data: " + plan.home() + " (kept; delete it to start afresh)");
        out.println();
        out.println("Three things to try, in another terminal:");
        String api = plan.nodes().stream()
                .map(node -> "localhost:" + node.httpPort())
                .collect(Collectors.joining(","));
        String option = httpPort == 8080 && nodes == 1 ? "" : " --api " + api;
        String server =
                clientPort == 2181 ? "" : " --server " + plan.nodes().get(0).client();
        out.println("  " + program + " status" + option);
        out.println("  " + program + " put app/greeting hello" + (httpPort == 8080 ? "" : option) + "   then open "
                + plan.nodes().get(0).http());
        out.println("  " + program + " lock nightly-job" + server + " -- sleep 10   and the same once more beside it");
        out.println();
        out.println("Ctrl-C stops " + (nodes == 1 ? "it." : "all of them."));
        out.flush();
    }
}
