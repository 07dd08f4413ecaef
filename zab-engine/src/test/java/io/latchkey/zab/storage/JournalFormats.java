package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Journal records as programs of other versions write them: of version 1, which knew no labels of disks and no
 * configurations, and of one that is yet to come, which is the present one under another number.
 */
final class JournalFormats {
    private static final byte FIRST = 1;
    private static final int VERSION_AT = 6;
    private static final int LENGTH_AT = 12;
    private static final int DISK_BYTES = 8;

    private JournalFormats() {}

    static byte[] encode(JournalCodec.Place place, SegmentHead head, int version) {
        return of(JournalCodec.encode(place, head), version, head.epochs());
    }

    static byte[] encode(JournalCodec.Place place, JournalRecord record, int version) {
        byte[] bytes = JournalCodec.encode(place, record);
        if (record instanceof JournalRecord.Epochs epochs) {
            return of(bytes, version, epochs);
        }
        boolean isNew = record instanceof JournalRecord.Append append
                && append.proposal().config() != null;
        return of(bytes, bytes.length, isNew ? Math.max(version, JournalCodec.VERSION) : version);
    }

    /** What version 1 can't say is written as now. */
    private static byte[] of(byte[] record, int version, JournalRecord.Epochs epochs) {
        if (version == FIRST) {
            return isOfFirst(epochs) ? of(record, record.length - DISK_BYTES, FIRST) : record;
        }
        return of(record, record.length, version);
    }

    /** Whether version 1, which says nothing of the disk, says just that. */
    private static boolean isOfFirst(JournalRecord.Epochs epochs) {
        return epochs.disk() == (epochs.acceptedEpoch() == 0 ? DurableState.UNLABELLED : 0);
    }

    private static byte[] of(byte[] record, int length, int version) {
        if (version == JournalCodec.VERSION) {
            return record;
        }
        byte[] other = Arrays.copyOf(record, length);
        other[VERSION_AT] = (byte) version;
        ByteBuffer.wrap(other).putInt(LENGTH_AT, length);
        return sealed(other);
    }

    private static byte[] sealed(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, 4, record.length - 4);
        ByteBuffer.wrap(record).putInt(0, (int) crc.getValue());
        return record;
    }

    /** As the present program would have written it, if a later one did. */
    static ByteBuffer present(ByteBuffer record) {
        if (JournalCodec.version(record) <= JournalCodec.VERSION) {
            return record;
        }
        byte[] bytes = new byte[record.remaining()];
        record.duplicate().get(bytes);
        bytes[VERSION_AT] = JournalCodec.VERSION;
        return ByteBuffer.wrap(sealed(bytes));
    }
}
