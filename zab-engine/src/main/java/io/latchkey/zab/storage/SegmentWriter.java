package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.ExcerptContext;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.Wire;

/**
 * One segment, written through Chronicle. Each segment is a queue of its own, of one prepared file: so Chronicle never
 * opens a file that it did not just begin, whatever lies beside it.
 *
 * <p>Chronicle's own sync covers a part of the file and reports no error; durability is {@link #force} on our own
 * channel, which takes every page of the file, those written through a mapping too.
 */
final class SegmentWriter implements AutoCloseable {
    /** Of a new metadata file; filled with zeros, which Chronicle takes for new, lest it be a hole on a full disk. */
    private static final long METADATA_BYTES = 128 << 10;

    /** How long Chronicle waits for its own locks. We are alone here, so it never does. */
    private static final long TIMEOUT_MILLIS = 1000;

    private final SegmentGeometry geometry;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Bytes<?> buffer = Bytes.allocateElasticDirect(1 << 12);
    private final Path path;
    private final FileChannel file;
    private final long fileBytes;

    private SegmentWriter(SegmentGeometry geometry, SingleChronicleQueue queue, ExcerptAppender appender, Path path)
            throws IOException {
        this.geometry = geometry;
        this.queue = queue;
        this.appender = appender;
        this.path = path;
        this.file = FileChannel.open(path, StandardOpenOption.WRITE);
        this.fileBytes = file.size();
        buffer.singleThreadedCheckDisabled(true); // as the appender's: recovery may write before the log thread does
    }

    /**
     * Takes the prepared file of that number and writes {@code head} to it, durably. No file of the directory may be
     * active.
     */
    static SegmentWriter begin(SegmentFiles files, int number, SegmentGeometry geometry, byte[] head)
            throws IOException {
        ChronicleSetup.apply();
        long prepared = Files.size(files.precreated(number));
        fillMetadata(files);
        SingleChronicleQueue queue = null;
        try {
            queue = SingleChronicleQueueBuilder.single(files.directory().toFile())
                    .rollCycle(new SegmentRollCycle(number))
                    .blockSize(geometry.blockBytes())
                    .syncMode(SyncMode.NONE)
                    .timeoutMS(TIMEOUT_MILLIS)
                    .build();
            ExcerptAppender appender = queue.createAppender();
            // The thread that recovers hands the journal to the log thread; it is never in the hands of two.
            appender.singleThreadedCheckDisabled(true);
            appender.writeBytes(Bytes.wrapForRead(head));
            SegmentWriter writer = new SegmentWriter(geometry, queue, appender, files.active(number));
            if (writer.fileBytes != prepared) {
                throw new IOException("journal segment " + files.active(number) + " is not the one that was prepared");
            }
            writer.file.force(true);
            files.force();
            return writer;
        } catch (IOException | RuntimeException | Error e) {
            if (queue != null) {
                queue.close();
            }
            throw e instanceof IOException io ? io : new IOException("cannot open a journal segment: " + e, e);
        }
    }

    /** In place: a disk that became full since then still has the room that the file takes. */
    private static void fillMetadata(SegmentFiles files) throws IOException {
        try (FileChannel metadata =
                FileChannel.open(files.metadata(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            new Zeros().fill(metadata, 0, METADATA_BYTES);
            metadata.truncate(METADATA_BYTES);
        }
    }

    /** Bytes taken so far. */
    long position() {
        Wire wire = ((ExcerptContext) appender).wire();
        return wire == null ? 0 : wire.bytes().writePosition();
    }

    /** Up to which {@link #position} small records go in. */
    long usableBytes() {
        return geometry.beginMax(fileBytes, 0);
    }

    boolean hasRoomFor(int recordBytes) {
        return position() <= geometry.beginMax(fileBytes, recordBytes);
    }

    /** Only if there is room. */
    void write(byte[] record) throws IOException {
        try {
            appender.writeBytes(buffer.clear().write(record));
        } catch (RuntimeException | Error e) {
            // An Error too: on a failing disk, touching a mapping gives an InternalError.
            throw new IOException("cannot append to journal segment " + path + ": " + e, e);
        }
    }

    /** The durability point: everything written is on the disk when it returns. */
    void force() throws IOException {
        try {
            file.force(false);
        } catch (IOException e) {
            throw new IOException("cannot sync journal segment " + path + ": " + e.getMessage(), e);
        }
    }

    /** Does not force. */
    @Override
    public void close() throws IOException {
        if (!file.isOpen()) {
            return;
        }
        try {
            appender.close();
            queue.close();
            buffer.releaseLast();
        } finally {
            file.close();
        }
    }
}
