package io.latchkey.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A measurement of Latchkey alone, on servers that are started for it and filled with znodes. */
abstract class StartedCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BenchMain tool;

    @Option(
            names = "--nodes",
            defaultValue = "3",
            paramLabel = "N",
            description = "Servers. Default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(
            names = "--znodes",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Znodes to make first. Default: ${DEFAULT-VALUE}.")
    private int znodes;

    @Option(
            names = "--size",
            defaultValue = "100",
            paramLabel = "BYTES",
            description = "Data of each, which can't be compressed. Default: ${DEFAULT-VALUE}.")
    private int size;

    /** Prints what it finds. */
    abstract void measure(Ensemble ensemble) throws IOException;

    /** Of the server's command line. */
    abstract List<String> flags();

    int nodes() {
        return nodes;
    }

    String described() {
        return "%,d znodes of %d bytes, %d server%s".formatted(znodes, size, nodes, nodes == 1 ? "" : "s");
    }

    @Override
    public Integer call() throws IOException {
        if (tool == null) {
            throw new IllegalStateException("a command of the load tool alone");
        }
        Path data = Files.createTempDirectory(tool.folder(), "latchkey-bench");
        System.out.println(Machine.describe(data));
        System.err.println("starting servers below " + data + " ...");
        try (Ensemble ensemble = tool.launcher(data).startReady(nodes, flags())) {
            populate(ensemble);
            awaitSnapshots(ensemble);
            measure(ensemble);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + " (data and logs are kept below " + data + ")", e);
        }
        BenchMain.deleteAll(data);
        return 0;
    }

    private void populate(Ensemble ensemble) throws IOException {
        Population population = new Population("/bench", znodes, size);
        System.err.println(population.name() + " ...");
        try (Loop loop = Loop.open(ensemble.servers(), population)) {
            loop.runUntil(population::done);
        }
    }

    /** Those that the making of znodes has brought about, so that the journals have their usual length. */
    private static void awaitSnapshots(Ensemble ensemble) throws IOException {
        int quiet = 0;
        while (quiet < 20) {
            quiet = isWriting(ensemble) ? 0 : quiet + 1;
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while snapshots are written", e);
            }
        }
    }

    /** Whether a server writes a snapshot; its file has a name of its own until it is complete. */
    static boolean isWriting(Ensemble ensemble) throws IOException {
        for (ServerProcess server : ensemble.processes()) {
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(server.data().resolve("snapshots"), "*.writing")) {
                if (files.iterator().hasNext()) {
                    return true;
                }
            }
        }
        return false;
    }
}
