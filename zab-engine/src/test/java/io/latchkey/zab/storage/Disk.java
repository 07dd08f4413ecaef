package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What tests do to data directories. */
final class Disk {
    /** The least that Chronicle can work with. */
    static final int RECORD_BYTES_MAX = 8 << 10;

    static final long SEGMENT_BYTES = 1 << 18;

    private Disk() {}

    static DiskConfig small(Path dir) {
        return new DiskConfig(dir, dir, SEGMENT_BYTES, RECORD_BYTES_MAX, false, 0);
    }

    /** As a server of an ensemble has it. */
    static DiskStorage openOneOfMany(Path dir) throws IOException {
        return DiskStorage.open(new DiskConfig(dir, dir, SEGMENT_BYTES, RECORD_BYTES_MAX, true, 0));
    }

    static DiskStorage open(Path dir) throws IOException {
        return DiskStorage.open(small(dir));
    }

    static DurableState stateOf(Path dir) throws IOException {
        try (DiskStorage storage = open(dir)) {
            return storage.recover();
        }
    }

    static long z(long counter) {
        return Zxid.of(1, counter);
    }

    /** Each transaction tells its zxid, and is as long as asked. */
    static Proposal proposal(long zxid, int bytes) {
        byte[] txn = new byte[Math.max(bytes, Long.BYTES)];
        Arrays.fill(txn, (byte) zxid);
        ByteBuffer.wrap(txn).putLong(zxid);
        return new Proposal(zxid, txn);
    }

    static void append(Journal journal, long from, long to, int bytes) throws IOException {
        for (long i = from; i <= to; i++) {
            journal.append(new JournalRecord.Append(proposal(z(i), bytes)));
        }
    }

    /** A snapshot is of an epoch that the journal knows. */
    static void enter(Journal journal, long epoch) throws IOException {
        journal.append(new JournalRecord.Epochs(epoch, epoch, 0));
        journal.force();
    }

    static List<Path> files(Path dir, String suffix) throws IOException {
        Path journal = dir.resolve("journal");
        return Directories.list(journal).stream()
                .filter(p -> p.toString().endsWith(suffix))
                .toList();
    }

    /** The data files as a process that is killed now leaves them. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : all.sorted().toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else if (!source.getFileName().toString().startsWith("latchkey.")) {
                    Files.copy(source, target);
                }
            }
        }
    }

    static void flipBit(Path file, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            channel.write(one, offset);
        }
    }

    static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    /** Where the transaction of that zxid lies in the file. */
    static long offsetOf(Path file, long zxid) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int at = JournalCodec.HEAD_BYTES; at + Long.BYTES <= bytes.length; at += 4) {
            // The zxid stands at the end of the head, and again at the start of the transaction.
            if (buffer.getLong(at) == zxid && buffer.getLong(at - Long.BYTES) == zxid) {
                return at;
            }
        }
        throw new IllegalArgumentException(Zxid.toString(zxid) + " is not in " + file);
    }
}
