package io.latchkey.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long servers with much data take to serve again after kill -9, the start of Java included. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the restart of servers after kill -9: from the start of the process, or of all, until"
                + " the last of them serves.")
final class RecoveryCommand extends StartedCommand {
    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Restarts of each kind. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    List<String> flags() {
        return List.of();
    }

    @Override
    void measure(Ensemble ensemble) throws IOException {
        System.out.println(described() + ", killed with -9 and started again; seconds until all serve\n");
        System.out.println("| restarted | median s | worst s | CPU s of each |");
        System.out.println("| --- | ---: | ---: | ---: |");
        List<ServerProcess> all = ensemble.processes();
        if (nodes() > 1) {
            restart(ensemble, "one of " + nodes(), all.subList(nodes() - 1, nodes()));
        }
        restart(ensemble, "all", all);
    }

    private void restart(Ensemble ensemble, String what, List<ServerProcess> which) throws IOException {
        List<Double> seconds = new ArrayList<>();
        double cpu = 0;
        for (int i = 0; i < rounds; i++) {
            which.forEach(ServerProcess::kill);
            for (ServerProcess server : which) {
                server.awaitEnd();
            }
            long begin = System.nanoTime();
            for (ServerProcess server : which) {
                server.startAgain();
            }
            ensemble.awaitServing();
            seconds.add((System.nanoTime() - begin) / 1e9);
            ServerCpu used =
                    new ServerCpu(which.stream().map(ServerProcess::pid).toList());
            cpu += used.seconds() / which.size() / rounds;
        }
        Collections.sort(seconds);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f |%n",
                what,
                seconds.get(rounds / 2),
                seconds.get(rounds - 1),
                cpu);
    }
}
