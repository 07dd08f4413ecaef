package io.latchkey.bench.micro;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.storage.DiskConfig;
import io.latchkey.zab.storage.DiskStorage;
import io.latchkey.zab.storage.JournalRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to make a batch of transactions durable, beside the least that any journal could do on this disk: to
 * write as many bytes to a file and sync it. Data lie in the folder for temporary files ({@code -Djava.io.tmpdir}).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JournalBenchmark {
    private static final int TXN_BYTES = 200;
    private static final long FILE_BYTES_MAX = 64 << 20;

    /** Transactions to a sync. */
    @Param({"1", "64"})
    public int batch;

    private final byte[] txn = new byte[TXN_BYTES];
    private @Nullable Path dir;
    private @Nullable DiskStorage storage;
    private @Nullable FileChannel file;
    private long zxid = 1L << 32;

    /** Opens both. */
    @Setup
    public void open() throws IOException {
        Path made = Files.createTempDirectory("latchkey-journal");
        DiskStorage opened = DiskStorage.open(DiskConfig.of(made.resolve("data")));
        opened.recover();
        dir = made;
        storage = opened;
        file = FileChannel.open(made.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Lets go of full segments, as a server does after a snapshot. */
    @Setup(Level.Iteration)
    public void purge() throws IOException {
        storage().journal().purge(zxid, zxid);
    }

    private DiskStorage storage() {
        if (storage == null) {
            throw new IllegalStateException("not open");
        }
        return storage;
    }

    /** Append, then sync. */
    @Benchmark
    public long journal() throws IOException {
        for (int i = 0; i < batch; i++) {
            storage().journal().append(new JournalRecord.Append(new Proposal(++zxid, txn)));
        }
        storage().journal().force();
        return zxid;
    }

    /** The same number of bytes in one write to a plain file, then a sync. */
    @Benchmark
    public long plainFile() throws IOException {
        if (file == null) {
            throw new IllegalStateException("not open");
        }
        if (file.position() > FILE_BYTES_MAX) {
            file.position(0);
        }
        file.write(ByteBuffer.allocate(batch * TXN_BYTES));
        file.force(false);
        return file.position();
    }

    /** Closes both and deletes what they wrote. */
    @TearDown
    public void close() throws IOException {
        storage().close();
        if (file != null) {
            file.close();
        }
        if (dir == null) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(dir)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
