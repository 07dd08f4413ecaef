package io.latchkey.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Locks as applications take them: Latchkey's library on Latchkey, and Curator on ZooKeeper. */
@Command(
        name = "recipes",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 110,
        description = {
            "Measures locks through their client libraries: lock-client on three Latchkey servers (A), and Curator's",
            "InterProcessMutex on three ZooKeeper servers (B), in turns in one run.",
            "",
            "Cycles: each client takes and gives back a lock of its own. Hand-overs: all want the same one; the time is",
            "from giving it back until the next client has it. Waiters: how that depends on the length of the queue.",
            "Refused: transactions of a try to take a lock that is held.",
            ""
        })
final class RecipesCommand implements Callable<Integer> {
    private static final int SERVERS = 3;
    private static final int CONTENDERS = 32;
    private static final int FEW_WAITERS = 10;
    private static final int MANY_WAITERS = 10_000;
    private static final int REFUSALS = 200;
    private static final LockUser.Kind LATCHKEY = LatchkeyUser::new;
    private static final LockUser.Kind CURATOR = CuratorUser::new;

    @Option(
            names = "--rounds",
            defaultValue = "9",
            paramLabel = "N",
            description = "Slices per line and kind, and one more that is thrown away. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "1",
            paramLabel = "S",
            description =
                    "Measured time of a slice, at most 20; half of it more to warm up. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where servers keep their data. Default: the folder for temporary files.")
    private @Nullable Path dir;

    @ParentCommand
    private @Nullable BenchMain tool;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /** What takes turns. */
    private interface Run {
        Slice of(double warmUp, double measured) throws IOException, InterruptedException;
    }

    @Override
    public Integer call() throws Exception {
        if (spec == null || tool == null) {
            throw new IllegalStateException("picocli sets both");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path folder = dir == null ? Path.of(System.getProperty("java.io.tmpdir")) : dir;
        check(rounds >= 1 && rounds <= 1_000, "--rounds is 1 to 1000, not " + rounds);
        check(seconds >= 0.1 && seconds <= 20, "--seconds is 0.1 to 20, not " + seconds);
        check(Files.isDirectory(folder), "--dir " + folder + " is no folder");
        Path data = Files.createTempDirectory(folder, "latchkey-bench");
        out.println(Machine.describe(data));
        Launcher launcher = tool.launcher(data);
        try (Ensemble a = launcher.start("latchkey", "A", SERVERS);
                Ensemble b = launcher.start("zookeeper", "B", SERVERS)) {
            out.printf("ratios are A / B, with quartiles; %d slices of %.1f s in turns%n%n", rounds, seconds);
            out.println("| | A per s | B per s | **ratio** | A p50 us | B p50 us | **p50 ratio** | A CPU s/1,000"
                    + " | B CPU s/1,000 | **CPU ratio** |");
            out.println("| --- | ---: | ---: | :---: | ---: | ---: | :---: | ---: | ---: | :---: |");
            users(out, "cycles, 1 client", a, b, 1, false);
            users(out, "cycles, 16 clients", a, b, 16, false);
            users(out, "hand-overs, 32 clients", a, b, CONTENDERS, true);
            waiters(out, a);
            out.println();
            refused(out, "A", LATCHKEY, a);
            refused(out, "B", CURATOR, b);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + " (data and logs are kept below " + data + ")", e);
        }
        BenchMain.deleteAll(data);
        return 0;
    }

    private void users(PrintWriter out, String name, Ensemble a, Ensemble b, int clients, boolean contended)
            throws Exception {
        try (LockRun ours = new LockRun(LATCHKEY, a, clients, contended);
                LockRun theirs = new LockRun(CURATOR, b, clients, contended)) {
            compare(
                    out,
                    name,
                    (warmUp, measured) -> ours.run(warmUp, measured, a.cpu()),
                    (warmUp, measured) -> theirs.run(warmUp, measured, b.cpu()));
        }
    }

    private void waiters(PrintWriter out, Ensemble a) throws IOException, InterruptedException {
        try (WaiterRun many = new WaiterRun(a, MANY_WAITERS);
                WaiterRun few = new WaiterRun(a, FEW_WAITERS)) {
            compare(
                    out,
                    "hand-overs, A: 10,000 waiters, B: Latchkey too, 10 waiters",
                    (warmUp, measured) -> many.run(warmUp, measured, a.cpu()),
                    (warmUp, measured) -> few.run(warmUp, measured, a.cpu()));
        }
    }

    private void compare(PrintWriter out, String name, Run first, Run second) throws IOException, InterruptedException {
        List<Slice> a = new ArrayList<>();
        List<Slice> b = new ArrayList<>();
        for (int i = 0; i <= rounds; i++) {
            if (i % 2 == 0) {
                a.add(first.of(seconds / 2, seconds));
                b.add(second.of(seconds / 2, seconds));
            } else {
                b.add(second.of(seconds / 2, seconds));
                a.add(first.of(seconds / 2, seconds));
            }
        }
        // the first round has made the code warm
        print(out, name, new Series(a.subList(1, a.size())), new Series(b.subList(1, b.size())));
    }

    private static void print(PrintWriter out, String name, Series a, Series b) {
        out.printf(
                "| %s | %,.0f | %,.0f | %s | %,.0f | %,.0f | **%.2f** | %.4f | %.4f | **%.2f** |%n",
                name,
                a.perSecond(),
                b.perSecond(),
                a.speedRatio(b),
                a.micros(50),
                b.micros(50),
                a.micros(50) / b.micros(50),
                a.cpuPerThousand(),
                b.cpuPerThousand(),
                a.cpuPerThousand() / b.cpuPerThousand());
        out.flush();
    }

    private static void refused(PrintWriter out, String name, LockUser.Kind kind, Ensemble servers) throws Exception {
        try (LockUser holder = kind.open(servers, "bench-held");
                LockUser other = kind.open(servers, "bench-held")) {
            holder.take();
            ServerProcess server = servers.processes().get(0);
            long before = server.zxid();
            for (int i = 0; i < REFUSALS; i++) {
                if (other.takeIfFree()) {
                    throw new IOException("a held lock was given away");
                }
            }
            out.printf("%s: %d refused tries made %d transactions%n", name, REFUSALS, server.zxid() - before);
            holder.giveBack();
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds && spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
