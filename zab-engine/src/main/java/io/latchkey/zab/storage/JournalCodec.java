package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.QuorumFormat;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The byte form of journal records, big-endian:
 *
 * <pre>
 *  0 int    CRC32C of everything behind it
 *  4 short  "LJ"
 *  6 byte   version, 2
 *  7 byte   type: 1 head, 2 append, 3 truncate, 4 install, 5 epochs, 6 append with a configuration
 *  8 int    number of the segment
 * 12 int    length of the whole record
 * 16 int    ordinal: how many records precede it in its segment
 * 20 int    forced: how many records of its segment were durable when it was written
 * 24 long   append: zxid; truncate: keepTo; install: zxid; head: base; epochs: 0
 * 32        append: the transaction; with a configuration: int its bytes, they, the transaction;
 *           head: int previousRecords, then as epochs; epochs: long acceptedEpoch, long currentEpoch, long disk
 * </pre>
 *
 * Version 1 is read too: it has no label of the disk, and no configurations. Whatever a later version changes, the
 * first 16 bytes mean the same in it, so that it can be told from damage.
 *
 * The ordinal makes a gap visible. {@code forced} tells damage from a write that was cut short: a record that a later
 * one calls durable cannot be missing for an honest reason.
 */
final class JournalCodec {
    static final int HEAD_BYTES = 32;

    private static final short MAGIC = 0x4c4a;
    /** The last that is read, and the one that is written. */
    static final byte VERSION = 2;

    private static final byte FIRST_VERSION = 1;
    private static final byte HEAD = 1;
    private static final byte APPEND = 2;
    private static final byte TRUNCATE = 3;
    private static final byte INSTALL = 4;
    private static final byte EPOCHS = 5;
    private static final byte RECONFIGURE = 6;
    private static final int EPOCHS_PAYLOAD_BYTES = 24;
    private static final int HEAD_PAYLOAD_BYTES = 4 + EPOCHS_PAYLOAD_BYTES;
    private static final int DISK_BYTES = 8; // of the payloads above, what version 1 has not

    /** Where a record belongs, and what was durable when it was written. */
    record Place(int segment, int ordinal, int forced) {}

    private JournalCodec() {}

    static int bytes(JournalRecord record) {
        if (record instanceof JournalRecord.Append append) {
            QuorumConfig config = append.proposal().config();
            int configBytes = config == null ? 0 : 4 + QuorumFormat.encode(config).length;
            return HEAD_BYTES + configBytes + append.proposal().txn().length;
        }
        return HEAD_BYTES + (record instanceof JournalRecord.Epochs ? EPOCHS_PAYLOAD_BYTES : 0);
    }

    static byte[] encode(Place place, SegmentHead head) {
        byte[] out = new byte[HEAD_BYTES + HEAD_PAYLOAD_BYTES];
        put(start(out, place, HEAD, head.base()).putInt(head.previousRecords()), head.epochs());
        return seal(out);
    }

    static byte[] encode(Place place, JournalRecord record) {
        byte[] out = new byte[bytes(record)];
        if (record instanceof JournalRecord.Append append) {
            put(out, place, append.proposal());
        } else if (record instanceof JournalRecord.Truncate truncate) {
            start(out, place, TRUNCATE, truncate.keepTo());
        } else if (record instanceof JournalRecord.Install install) {
            start(out, place, INSTALL, install.zxid());
        } else if (record instanceof JournalRecord.Epochs epochs) {
            put(start(out, place, EPOCHS, 0), epochs);
        }
        return seal(out);
    }

    private static void put(byte[] out, Place place, Proposal proposal) {
        QuorumConfig config = proposal.config();
        if (config == null) {
            start(out, place, APPEND, proposal.zxid()).put(proposal.txn());
            return;
        }
        byte[] configBytes = QuorumFormat.encode(config);
        start(out, place, RECONFIGURE, proposal.zxid())
                .putInt(configBytes.length)
                .put(configBytes)
                .put(proposal.txn());
    }

    private static void put(ByteBuffer out, JournalRecord.Epochs epochs) {
        out.putLong(epochs.acceptedEpoch()).putLong(epochs.currentEpoch()).putLong(epochs.disk());
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

    /** The length that a record starting here claims, or -1 if none can start here. At least 16 bytes must remain. */
    static int claimedBytes(ByteBuffer at) {
        int start = at.position();
        if (at.getShort(start + 4) != MAGIC || at.get(start + 6) < FIRST_VERSION) {
            return -1;
        }
        int bytes = at.getInt(start + 12);
        return bytes >= HEAD_BYTES ? bytes : -1;
    }

    /** Whether exactly one record, and a whole one of this segment, fills the buffer; of a later version maybe. */
    static boolean isWhole(ByteBuffer record, int segment) {
        return record.remaining() >= HEAD_BYTES
                && claimedBytes(record) == record.remaining()
                && record.getInt(record.position() + 8) == segment
                && record.getInt(record.position()) == crc(record);
    }

    static int version(ByteBuffer record) {
        return record.get(record.position() + 6);
    }

    static int ordinal(ByteBuffer record) {
        return record.getInt(record.position() + 16);
    }

    static int forced(ByteBuffer record) {
        return record.getInt(record.position() + 20);
    }

    static boolean isHead(ByteBuffer record) {
        return type(record) == HEAD && record.remaining() == HEAD_BYTES + HEAD_PAYLOAD_BYTES - missingBytes(record);
    }

    static SegmentHead head(ByteBuffer record) {
        int at = record.position();
        return new SegmentHead(record.getInt(at + 32), record.getLong(at + 24), epochs(record, at + 36));
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
        if (type == EPOCHS && payload == EPOCHS_PAYLOAD_BYTES - missingBytes(record)) {
            return epochs(record, at + 32);
        }
        return type == RECONFIGURE ? reconfiguration(record, zxid, payload) : null;
    }

    private static JournalRecord.@Nullable Append reconfiguration(ByteBuffer record, long zxid, int payload) {
        int at = record.position() + HEAD_BYTES;
        int configBytes = payload < 4 ? -1 : record.getInt(at);
        if (configBytes < 0 || configBytes > payload - 4) {
            return null;
        }
        byte[] config = new byte[configBytes];
        record.get(at + 4, config);
        byte[] txn = new byte[payload - 4 - configBytes];
        record.get(at + 4 + configBytes, txn);
        try {
            return new JournalRecord.Append(new Proposal(zxid, txn, QuorumFormat.decode(config)));
        } catch (FormatException e) {
            return null; // the checksum is right: a later version wrote it
        }
    }

    /** In version 1 there were voters of the first hour only; a journal without an epoch had not said anything yet. */
    private static JournalRecord.Epochs epochs(ByteBuffer record, int at) {
        long accepted = record.getLong(at);
        long disk = accepted == 0 ? DurableState.UNLABELLED : 0;
        if (missingBytes(record) == 0) {
            disk = record.getLong(at + 16);
        }
        return new JournalRecord.Epochs(accepted, record.getLong(at + 8), disk);
    }

    private static int missingBytes(ByteBuffer record) {
        return version(record) == FIRST_VERSION ? DISK_BYTES : 0;
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
