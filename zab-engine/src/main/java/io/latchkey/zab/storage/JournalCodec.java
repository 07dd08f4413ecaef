package io.latchkey.zab.storage;

import io.latchkey.zab.core.Proposal;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The byte form of journal records, big-endian:
 *
 * <pre>
 *  0 int    CRC32C of everything behind it
 *  4 short  "LJ"
 *  6 byte   version, 1
 *  7 byte   type: 1 head, 2 append, 3 truncate, 4 install, 5 epochs
 *  8 int    number of the segment
 * 12 int    length of the whole record
 * 16 int    ordinal: how many records precede it in its segment
 * 20 int    forced: how many records of its segment were durable when it was written
 * 24 long   append: zxid; truncate: keepTo; install: zxid; head: base; epochs: 0
 * 32        append: the transaction; head: int previousRecords, long acceptedEpoch, long currentEpoch;
 *           epochs: long acceptedEpoch, long currentEpoch
 * </pre>
 *
 * The ordinal makes a gap visible. {@code forced} tells damage from a write that was cut short: a record that a later
 * one calls durable cannot be missing for an honest reason.
 */
final class JournalCodec {
    static final int HEAD_BYTES = 32;

    private static final short MAGIC = 0x4c4a;
    private static final byte VERSION = 1;
    private static final byte HEAD = 1;
    private static final byte APPEND = 2;
    private static final byte TRUNCATE = 3;
    private static final byte INSTALL = 4;
    private static final byte EPOCHS = 5;
    private static final int HEAD_PAYLOAD_BYTES = 20;
    private static final int EPOCHS_PAYLOAD_BYTES = 16;

    /** What the first eight bytes of a record hold behind the checksum and before the type. */
    static final int MARK = MAGIC << 8 | VERSION;

    /** Where a record belongs, and what was durable when it was written. */
    record Place(int segment, int ordinal, int forced) {}

    private JournalCodec() {}

    static int bytes(JournalRecord record) {
        if (record instanceof JournalRecord.Append append) {
            return HEAD_BYTES + append.proposal().txn().length;
        }
        return HEAD_BYTES + (record instanceof JournalRecord.Epochs ? EPOCHS_PAYLOAD_BYTES : 0);
    }

    static byte[] encode(Place place, SegmentHead head) {
        byte[] out = new byte[HEAD_BYTES + HEAD_PAYLOAD_BYTES];
        start(out, place, HEAD, head.base())
                .putInt(head.previousRecords())
                .putLong(head.acceptedEpoch())
                .putLong(head.currentEpoch());
        return seal(out);
    }

    static byte[] encode(Place place, JournalRecord record) {
        byte[] out = new byte[bytes(record)];
        if (record instanceof JournalRecord.Append append) {
            Proposal proposal = append.proposal();
            start(out, place, APPEND, proposal.zxid()).put(proposal.txn());
        } else if (record instanceof JournalRecord.Truncate truncate) {
            start(out, place, TRUNCATE, truncate.keepTo());
        } else if (record instanceof JournalRecord.Install install) {
            start(out, place, INSTALL, install.zxid());
        } else if (record instanceof JournalRecord.Epochs epochs) {
            start(out, place, EPOCHS, 0).putLong(epochs.acceptedEpoch()).putLong(epochs.currentEpoch());
        }
        return seal(out);
    }

    private static ByteBuffer start(byte[] out, Place place, byte type, long zxid) {
        return ByteBuffer.wrap(out)
                .putInt(0)
                .putShort(MAGIC)
                .put(VERSION)
                .put(type)
                .putInt(place.segment())
                .putInt(out.length)
                .putInt(place.ordinal())
                .putInt(place.forced())
                .putLong(zxid);
    }

    private static byte[] seal(byte[] record) {
        ByteBuffer out = ByteBuffer.wrap(record);
        out.putInt(0, crc(out));
        return record;
    }

    /** The length that a record starting here claims, or -1 if none can start here. At least 24 bytes must remain. */
    static int claimedBytes(ByteBuffer at) {
        int start = at.position();
        if (at.getInt(start + 4) >>> 8 != MARK) {
            return -1;
        }
        int bytes = at.getInt(start + 12);
        return bytes >= HEAD_BYTES ? bytes : -1;
    }

    /** Whether exactly one record, and a whole one of this segment, fills the buffer. */
    static boolean isWhole(ByteBuffer record, int segment) {
        return record.remaining() >= HEAD_BYTES
                && claimedBytes(record) == record.remaining()
                && record.getInt(record.position() + 8) == segment
                && record.getInt(record.position()) == crc(record);
    }

    static int ordinal(ByteBuffer record) {
        return record.getInt(record.position() + 16);
    }

    static int forced(ByteBuffer record) {
        return record.getInt(record.position() + 20);
    }

    static boolean isHead(ByteBuffer record) {
        return type(record) == HEAD && record.remaining() == HEAD_BYTES + HEAD_PAYLOAD_BYTES;
    }

    static SegmentHead head(ByteBuffer record) {
        int at = record.position();
        return new SegmentHead(
                record.getInt(at + 32), record.getLong(at + 24), record.getLong(at + 36), record.getLong(at + 44));
    }

    /** Null if a record with a right checksum says nothing that this version understands. */
    static @Nullable JournalRecord decode(ByteBuffer record) {
        int at = record.position();
        long zxid = record.getLong(at + 24);
        int payload = record.remaining() - HEAD_BYTES;
        byte type = type(record);
        if (type == APPEND) {
            byte[] txn = new byte[payload];
            record.get(at + HEAD_BYTES, txn);
            return new JournalRecord.Append(new Proposal(zxid, txn));
        }
        if (type == TRUNCATE && payload == 0) {
            return new JournalRecord.Truncate(zxid);
        }
        if (type == INSTALL && payload == 0) {
            return new JournalRecord.Install(zxid);
        }
        if (type == EPOCHS && payload == EPOCHS_PAYLOAD_BYTES) {
            return new JournalRecord.Epochs(record.getLong(at + 32), record.getLong(at + 40));
        }
        return null;
    }

    private static byte type(ByteBuffer record) {
        return record.get(record.position() + 7);
    }

    private static int crc(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.slice(record.position() + 4, record.remaining() - 4));
        return (int) crc.getValue();
    }
}
