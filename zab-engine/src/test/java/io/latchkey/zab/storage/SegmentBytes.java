package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A segment with its documents: each a length, little-endian, and a record; at multiples of four. */
final class SegmentBytes {
    private static final int LENGTH_BYTES = 4; // before each document
    private static final int[] LOST_OF_TEN = {0, 2, 3, 5, 8};

    private final int number;
    private final long base;
    private final int size;
    private byte[] bytes;
    private int written;
    private int durable;
    private int records;
    private int forced;
    private int beforeSeal;
    private boolean damaged;

    SegmentBytes(int number, long base, int size) {
        this.number = number;
        this.base = base;
        this.size = size;
        bytes = new byte[size];
    }

    int number() {
        return number;
    }

    /** The last zxid before it. */
    long base() {
        return base;
    }

    boolean hasRoomFor(int recordBytes) {
        return records == 1 || written + LENGTH_BYTES + recordBytes <= size;
    }

    int written() {
        return written;
    }

    int records() {
        return records;
    }

    /** Whether it says of the one before it how many records count. */
    boolean hasHead() {
        return durable > 0;
    }

    boolean isDamaged() {
        return damaged;
    }

    JournalCodec.Place nextPlace() {
        return new JournalCodec.Place(number, records, forced);
    }

    void add(byte[] record) {
        int end = aligned(written + LENGTH_BYTES + record.length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, aligned(2 * end));
        }
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(written)
                .putInt(record.length)
                .put(record);
        written = end;
        records++;
    }

    void force() {
        durable = written;
        forced = records;
    }

    /** Durable, as the next one is about to begin. */
    void seal() {
        beforeSeal = durable;
        force();
    }

    void unseal() {
        durable = beforeSeal;
    }

    /** The last record was not written. */
    void takeBack(int start) {
        cut(start, records - 1);
    }

    /** What follows is given back. */
    void cut(int position, int ofRecords) {
        Arrays.fill(bytes, position, Math.max(position, written), (byte) 0);
        written = position;
        durable = Math.min(durable, position);
        records = ofRecords;
    }

    /** Its first sector is not on the disk. */
    void loseHead() {
        cut(0, 0);
    }

    /** Each sector that was written and not synced is on the disk, or is not: in any order. */
    void tear(int sectorBytes, JournalBytes.Dice dice) {
        if (durable >= written) {
            return;
        }
        int lostOfTen = LOST_OF_TEN[dice.below(LOST_OF_TEN.length)];
        for (int sector = durable / sectorBytes; sector * sectorBytes < written; sector++) {
            if (dice.below(10) < lostOfTen) {
                int from = Math.max(durable, sector * sectorBytes);
                int to = Math.min(bytes.length, (sector + 1) * sectorBytes);
                Arrays.fill(bytes, from, to, (byte) 0);
            }
        }
    }

    /** Up to where whole records follow one another. */
    int wholeBytes() {
        Scan scan = scan(Integer.MAX_VALUE, false);
        try {
            while (scan.next() != null) {
                // goes on to the end
            }
        } catch (IOException e) {
            throw new AssertionError("every version is read", e);
        }
        return scan.position();
    }

    boolean isWholeAt(int start) {
        try {
            return scan(Integer.MAX_VALUE, false).wholeAt(start) != null;
        } catch (IOException e) {
            throw new AssertionError("every version is read", e);
        }
    }

    int durable() {
        return durable;
    }

    /** What is durable even if the next segment comes to nothing. */
    int beforeSeal() {
        return beforeSeal;
    }

    /** @param sure up to where nothing can be taken back */
    boolean damage(long zxid, int sure, boolean hasSuccessor, JournalBytes.Dice dice) {
        int position = 0;
        for (int ordinal = 0; position < sure; ordinal++) {
            int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(position);
            ByteBuffer record = ByteBuffer.wrap(bytes, position + LENGTH_BYTES, length);
            int next = aligned(position + LENGTH_BYTES + length);
            boolean found = ordinal > 0
                    && JournalCodec.decode(JournalFormats.present(record)) instanceof JournalRecord.Append append
                    && append.proposal().zxid() == zxid;
            if (found && (hasSuccessor || isProved(next, sure, ordinal))) {
                bytes[position + LENGTH_BYTES + dice.below(length)] ^= (byte) (1 << dice.below(8));
                damaged = true;
                return true;
            }
            position = next;
        }
        return false;
    }

    private boolean isProved(int from, int to, int ordinal) {
        int position = from;
        while (position < to) {
            int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(position);
            if (JournalCodec.forced(ByteBuffer.wrap(bytes, position + LENGTH_BYTES, length)) > ordinal) {
                return true;
            }
            position = aligned(position + LENGTH_BYTES + length);
        }
        return false;
    }

    Scan scan(int program, boolean skipsHoles) {
        return new Scan(program, skipsHoles);
    }

    private static int aligned(int position) {
        return (position + 3) & ~3;
    }

    /** As {@link SegmentScan}. */
    final class Scan {
        private final int program;
        private final boolean skipsHoles;
        private int position;
        private int records;

        Scan(int program, boolean skipsHoles) {
            this.program = program;
            this.skipsHoles = skipsHoles;
        }

        int position() {
            return position;
        }

        int records() {
            return records;
        }

        @Nullable
        ByteBuffer next() throws IOException {
            ByteBuffer record = wholeAt(position);
            if (record == null && skipsHoles) {
                for (int at = position + 4; record == null && at < bytes.length - JournalCodec.HEAD_BYTES; at += 4) {
                    record = wholeAt(at);
                    position = record == null ? position : at;
                }
                records = record == null ? records : JournalCodec.ordinal(record);
            }
            if (record == null || JournalCodec.ordinal(record) != records) {
                return null;
            }
            records++;
            position = aligned(position + LENGTH_BYTES + record.remaining());
            return JournalFormats.present(record);
        }

        private @Nullable ByteBuffer wholeAt(int at) throws IOException {
            if (at + LENGTH_BYTES + JournalCodec.HEAD_BYTES > bytes.length) {
                return null;
            }
            int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
            if (length < JournalCodec.HEAD_BYTES || length > bytes.length - at - LENGTH_BYTES) {
                return null;
            }
            return whole(ByteBuffer.wrap(bytes, at + LENGTH_BYTES, length));
        }

        private @Nullable ByteBuffer whole(ByteBuffer record) throws IOException {
            if (!JournalCodec.isWhole(record, number)) {
                return null;
            }
            int version = JournalCodec.version(record);
            if (version > program) {
                throw new LaterFormat("record " + JournalCodec.ordinal(record), version, program);
            }
            return record;
        }

        /** That nothing is missing that was durable. */
        void checkEnd() throws IOException {
            for (int at = position; at + JournalCodec.HEAD_BYTES <= bytes.length; at += 4) {
                int claimed = JournalCodec.claimedBytes(ByteBuffer.wrap(bytes, at, JournalCodec.HEAD_BYTES));
                ByteBuffer record =
                        claimed < 0 || claimed > bytes.length - at ? null : whole(ByteBuffer.wrap(bytes, at, claimed));
                if (record != null && JournalCodec.forced(record) > records) {
                    throw damage("record " + JournalCodec.ordinal(record) + " proves that it was durable");
                }
            }
        }

        Corruption damage(String proof) {
            return new Corruption("the journal is damaged: in segment " + number + " record " + records + ", at offset "
                    + position + ", is missing or wrong: " + proof);
        }
    }
}
