package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The journal on disk: segments that Chronicle Queue writes, one after the other, and that are made durable here.
 *
 * <p>One thread at a time, and that thread must never be interrupted: an interrupt closes the channel that it syncs,
 * and the journal with it.
 */
final class ChronicleJournal implements Journal {
    private final SegmentFiles files;
    private final SegmentGeometry geometry;
    private final int recordBytesMax;
    private final ArrayDeque<Segment> sealed = new ArrayDeque<>();
    private long sealedBytes;

    private SegmentWriter writer;
    private SegmentPreparer next;
    private int number;
    private int records = 1;
    private int forced = 1;
    private SegmentHead head;

    private long last;
    private JournalRecord.Epochs epochs;
    private @Nullable IOException failure;
    private boolean closed;

    private ChronicleJournal(SegmentFiles files, DiskConfig config, JournalRecovery recovery) throws IOException {
        this.files = files;
        this.geometry = SegmentGeometry.of(config);
        this.recordBytesMax = config.recordBytesMax();
        for (Segment segment : recovery.segments()) {
            keep(segment);
        }
        number = recovery.nextNumber();
        head = recovery.nextHead();
        last = head.base();
        epochs = head.epochs();
        dropPrepared();
        // The shortest will do for a start that nobody should wait for.
        try (SegmentPreparer first = new SegmentPreparer(files, number, geometry.smallFileBytes())) {
            first.finish();
        }
        writer = begin();
        next = new SegmentPreparer(files, number + 1, geometry.fileBytes());
    }

    /** Begins a new segment behind what was recovered. */
    static ChronicleJournal open(SegmentFiles files, DiskConfig config, JournalRecovery recovery) throws IOException {
        recovery.tidy();
        ChronicleJournal journal = new ChronicleJournal(files, config, recovery);
        recovery.trim();
        return journal;
    }

    /**
     * What a former life had prepared: it need not be zeros any more. A cut of power may take back the new name of a
     * segment and leave its first page, and what is written behind a head that is there already can't be read.
     */
    private void dropPrepared() throws IOException {
        for (Path prepared : files.precreated().values()) {
            Files.delete(prepared);
        }
    }

    private SegmentWriter begin() throws IOException {
        return SegmentWriter.begin(
                files, number, geometry, JournalCodec.encode(new JournalCodec.Place(number, 0, 0), head));
    }

    private void keep(Segment segment) {
        sealed.add(segment);
        sealedBytes += segment.bytes();
    }

    @Override
    public void append(JournalRecord record) throws IOException {
        checkUsable();
        int bytes = JournalCodec.bytes(record);
        if (bytes > JournalCodec.HEAD_BYTES + recordBytesMax) {
            throw new IOException("a transaction of " + (bytes - JournalCodec.HEAD_BYTES) + " bytes was given to the"
                    + " journal; it takes " + recordBytesMax);
        }
        try {
            if (!writer.hasRoomFor(bytes)) {
                roll();
            }
            writer.write(JournalCodec.encode(new JournalCodec.Place(number, records, forced), record));
            records++;
            note(record);
            next.keepUp(writer.position(), writer.usableBytes());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void note(JournalRecord record) {
        if (record instanceof JournalRecord.Append append) {
            last = append.proposal().zxid();
        } else if (record instanceof JournalRecord.Truncate truncate) {
            // The core names a proposal that it holds, so this is the last one then.
            last = truncate.keepTo();
        } else if (record instanceof JournalRecord.Install install) {
            last = install.zxid();
        } else if (record instanceof JournalRecord.Epochs stored) {
            epochs = stored;
        }
    }

    @Override
    public void force() throws IOException {
        checkUsable();
        try {
            writer.force();
            forced = records;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The old segment is durable before the new one says that it is, and the new one before it takes a record. */
    private void roll() throws IOException {
        next.finish();
        writer.force();
        keep(new Segment(number, head.base(), writer.position()));
        writer.close();
        files.seal(number);
        number++;
        head = new SegmentHead(records, last, epochs);
        writer = begin();
        records = 1;
        forced = 1;
        next = new SegmentPreparer(files, number + 1, geometry.fileBytes());
    }

    @Override
    public void purge(long coveredZxid, long keepAfter) throws IOException {
        checkUsable();
        long needless = Math.min(coveredZxid, keepAfter);
        try {
            // In order, each durably: what is left is then always the end of the journal.
            while (!sealed.isEmpty() && baseAfterFirst() <= needless) {
                Segment segment = sealed.remove();
                sealedBytes -= segment.bytes();
                Files.deleteIfExists(files.sealed(segment.number()));
                files.force();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private long baseAfterFirst() {
        long base = head.base();
        int seen = 0;
        for (Segment segment : sealed) {
            if (seen++ == 1) {
                return segment.base();
            }
        }
        return base;
    }

    /** Bytes of the segments that count, the unused rest of the prepared files not included. */
    @Override
    public int txnBytesMax() {
        return recordBytesMax;
    }

    @Override
    public long sizeBytes() {
        return sealedBytes + (closed ? 0 : writer.position());
    }

    private void checkUsable() throws IOException {
        if (closed) {
            throw new IOException("the journal in " + files.directory() + " is closed");
        }
        if (failure != null) {
            throw new IOException("the journal in " + files.directory() + " failed before", failure);
        }
    }

    private IOException failed(IOException e) {
        failure = e instanceof DiskFull
                ? e
                : new IOException(
                        "the journal in " + files.directory() + " cannot be written: " + e.getMessage()
                                + ". The server stops, for a second try could succeed without the data of the first."
                                + " Check the disk and the system's log, then start the server again",
                        e);
        return failure;
    }

    /** Makes durable what was appended, unless the journal has failed. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            if (failure == null) {
                closeDurably();
            }
        } finally {
            closed = true;
            next.close();
            writer.close();
        }
    }

    /** The last record calls all before it durable: a later damage to the end of the file is then seen as such. */
    private void closeDurably() throws IOException {
        writer.force();
        forced = records;
        if (writer.hasRoomFor(JournalCodec.bytes(epochs))) {
            append(epochs);
            writer.force();
        }
    }
}
