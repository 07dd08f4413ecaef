package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment without Chronicle, which trusts what it finds: it would follow a damaged length out of its mapping,
 * and take a torn record for a whole one. What it writes is simple: each document starts at a multiple of four with a
 * little-endian int, two flag bits and the length of what follows; ours are the documents with neither flag set.
 */
final class SegmentScan implements AutoCloseable {
    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int META = 0x4000_0000;
    private static final int LENGTH = 0x3fff_ffff;
    private static final int PAGE_BYTES = 4096;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(PAGE_BYTES).asReadOnlyBuffer();

    private final Path path;
    private final int number;
    private final FileWindow file;
    private long position;
    private int records;

    SegmentScan(Path path, int number) throws IOException {
        this.path = path;
        this.number = number;
        this.file = new FileWindow(path);
    }

    /** Where the last record ended that {@link #next} gave. */
    long position() {
        return position;
    }

    /** How many records {@link #next} gave. */
    int records() {
        return records;
    }

    /** The next record, valid until the next call; null where no whole record follows, for whatever reason. */
    @Nullable
    ByteBuffer next() throws IOException {
        long at = position;
        while (at + 4 <= file.size()) {
            int header = file.at(at, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
            int length = header & LENGTH;
            if (header == 0 || (header & NOT_COMPLETE) != 0 || at + 4 + length > file.size()) {
                return null;
            }
            long end = at + 4 + length;
            if ((header & META) == 0) {
                return record(at + 4, length, end);
            }
            at = aligned(end);
        }
        return null;
    }

    private @Nullable ByteBuffer record(long start, int length, long end) throws IOException {
        if (length < JournalCodec.HEAD_BYTES) {
            return null;
        }
        ByteBuffer record = file.at(start, length);
        if (!JournalCodec.isWhole(record, number)) {
            return null;
        }
        checkVersion(record);
        if (JournalCodec.ordinal(record) != records) {
            return null;
        }
        records++;
        position = aligned(end);
        return record;
    }

    /**
     * Called when {@link #next} gave null: whether something was there that must not be missing. A write that was cut
     * short may leave any of its pages, so whole records behind a hole prove nothing; but one that was written when the
     * missing record was already durable does.
     *
     * @throws Corruption naming the file and the place
     * @throws LaterFormat if it is a record that a later version wrote
     */
    void checkEnd() throws IOException {
        for (long at = position; at + JournalCodec.HEAD_BYTES <= file.size(); at += 4) {
            if (isPageOfZeros(at)) {
                at += PAGE_BYTES - 8;
                continue;
            }
            ByteBuffer record = wholeAt(at);
            if (record != null && JournalCodec.forced(record) > records) {
                throw damage(
                        "record " + JournalCodec.ordinal(record) + " at offset " + at + " proves that it was durable");
            }
        }
    }

    /** Most of a segment that is not full; looking at each place in it would take long. */
    private boolean isPageOfZeros(long at) throws IOException {
        return at % PAGE_BYTES == 0
                && at + PAGE_BYTES <= file.size()
                && file.at(at, PAGE_BYTES).equals(ZEROS.duplicate());
    }

    private @Nullable ByteBuffer wholeAt(long at) throws IOException {
        int bytes = JournalCodec.claimedBytes(file.at(at, JournalCodec.HEAD_BYTES));
        if (bytes < 0 || at + bytes > file.size()) {
            return null;
        }
        ByteBuffer record = file.at(at, bytes);
        if (!JournalCodec.isWhole(record, number)) {
            return null;
        }
        checkVersion(record);
        return record;
    }

    /** A whole record of a later version is neither torn nor damaged, and cutting it off would forget it. */
    private void checkVersion(ByteBuffer record) throws LaterFormat {
        int version = JournalCodec.version(record);
        if (version > JournalCodec.VERSION) {
            String what = "record " + JournalCodec.ordinal(record) + " in " + path;
            throw new LaterFormat(what, version, JournalCodec.VERSION);
        }
    }

    /** The record behind the last one that {@link #next} gave is not there, and should be. */
    Corruption damage(String proof) {
        return new Corruption("the journal is damaged: in " + path + " record " + records + ", at offset " + position
                + ", is missing or its checksum is wrong, and " + proof);
    }

    /** What {@link #next} gave last is whole and says something that this version does not know. */
    LaterFormat unknown() {
        return new LaterFormat(
                "record " + (records - 1) + " in " + path, "it is of a type that this one does not know");
    }

    /** What {@link #next} gave last is whole, but cannot be. */
    Corruption contradiction(String what) {
        return new Corruption("the journal contradicts itself: in " + path + " record " + (records - 1)
                + ", which ends at offset " + position + ": " + what);
    }

    private static long aligned(long position) {
        return (position + 3) & -4L;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
