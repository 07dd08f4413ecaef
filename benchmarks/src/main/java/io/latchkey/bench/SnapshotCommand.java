package io.latchkey.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What snapshots of much data cost the writes beside them. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures how long writes take while a server writes a snapshot, and while none does, in one run.")
final class SnapshotCommand extends StartedCommand {
    private static final long LOOK_EVERY_NANOS = 5_000_000;
    private static final double SLICE_SECONDS = 1;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            paramLabel = "S",
            description = "How long to measure. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--clients",
            defaultValue = "4",
            paramLabel = "N",
            description = "Clients that write, each waiting for its answer. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--snapshot-txns",
            defaultValue = "100000",
            paramLabel = "N",
            description = "Transactions between two snapshots of a server. Default: ${DEFAULT-VALUE}.")
    private int snapshotTxns;

    @Override
    List<String> flags() {
        return List.of("--engine-snapshot-txns", Integer.toString(snapshotTxns));
    }

    @Override
    void measure(Ensemble ensemble) throws IOException {
        Watched writes = new Watched(ensemble);
        try (Loop loop = Loop.open(ensemble.servers(), writes)) {
            loop.run(10, SLICE_SECONDS, ensemble.cpu());
            writes.forget();
            for (int i = 0; i < seconds; i++) {
                loop.run(0, SLICE_SECONDS, ensemble.cpu());
            }
        }
        System.out.printf("%s; %s for %d s%n%n", described(), writes.name(), seconds);
        System.out.println("| while | writes | p50 us | p99 us | p99.9 us |");
        System.out.println("| --- | ---: | ---: | ---: | ---: |");
        print("no snapshot is written", writes.without);
        print("a server writes one", writes.with);
        System.out.printf(
                Locale.ROOT,
                "%n%d snapshots; write p99 with a snapshot is %.2f times that without%n",
                writes.snapshots,
                (double) writes.with.getValueAtPercentile(99) / writes.without.getValueAtPercentile(99));
    }

    private static void print(String what, Histogram histogram) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %,.0f | %,.0f | %,.0f |%n",
                what,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getValueAtPercentile(99.9) / 1e3);
    }

    /** Writes, whose times are kept apart by whether a snapshot is being written. */
    private final class Watched implements Workload {
        private final DataWorkload writes = new DataWorkload("writes", clients, 1, 100, 0);
        private final Ensemble ensemble;
        private final Histogram with = new Histogram(1_000, 60_000_000_000L, 3);
        private final Histogram without = new Histogram(1_000, 60_000_000_000L, 3);
        private int snapshots;
        private boolean writing;
        private long lookedAt;

        Watched(Ensemble ensemble) {
            this.ensemble = ensemble;
        }

        void forget() {
            with.reset();
            without.reset();
            snapshots = 0;
        }

        private void look() throws IOException {
            boolean found = isWriting(ensemble);
            if (found && !writing) {
                snapshots++;
            }
            writing = found;
        }

        @Override
        public void onReply(Loop loop, Connection c, Connection.Request request, ByteBuffer body) throws IOException {
            long now = System.nanoTime();
            if (now - lookedAt > LOOK_EVERY_NANOS) {
                lookedAt = now;
                look();
            }
            (writing ? with : without).recordValue(now - request.sentNanos());
            loop.record(request.sentNanos());
        }

        @Override
        public String name() {
            return writes.name();
        }

        @Override
        public int clients() {
            return writes.clients();
        }

        @Override
        public int depth() {
            return writes.depth();
        }

        @Override
        public void prepare(Loop loop, List<Connection> all) throws IOException {
            writes.prepare(loop, all);
        }

        @Override
        public void issue(Loop loop, Connection c) {
            writes.issue(loop, c);
        }

        @Override
        public void cleanUp(Loop loop, List<Connection> all) throws IOException {
            writes.cleanUp(loop, all);
        }
    }
}
