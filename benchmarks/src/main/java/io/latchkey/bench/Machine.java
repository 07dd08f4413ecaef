package io.latchkey.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What figures must be read with: processor, system, Java, and what a sync to disk costs here. */
final class Machine {
    private static final int SYNCS = 200;
    private static final int BLOCK_BYTES = 4096;

    private Machine() {}

    /**
     * @param dir where the servers' data lie
     * @throws IOException if it can't be written
     */
    static String describe(Path dir) throws IOException {
        Histogram syncs = syncNanos(dir);
        return """
                machine: %s, %d cores, %s %s
                java: %s %s
                disk: %s, appending %d B and syncing takes %.0f us (p50), %.0f us (p99)
                servers started here: %s, sync before every acknowledgement
                """.formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.vendor"),
                        System.getProperty("java.version"),
                        Files.getFileStore(dir).type(),
                        BLOCK_BYTES,
                        syncs.getValueAtPercentile(50) / 1e3,
                        syncs.getValueAtPercentile(99) / 1e3,
                        String.join(" ", Launcher.SAME_FOR_BOTH));
    }

    private static Histogram syncNanos(Path dir) throws IOException {
        Histogram nanos = new Histogram(3);
        Path file = Files.createTempFile(dir, "sync", ".probe");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
            for (int i = 0; i < SYNCS; i++) {
                long start = System.nanoTime();
                channel.write(block.clear());
                channel.force(false);
                nanos.recordValue(System.nanoTime() - start);
            }
        } finally {
            Files.delete(file);
        }
        return nanos;
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        List<String> lines = Files.isReadable(info) ? Files.readAllLines(info) : List.of();
        return lines.stream()
                .filter(l -> l.startsWith("model name"))
                .map(l -> l.substring(l.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
