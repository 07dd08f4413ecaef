package io.latchkey.zab.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class JournalCodecTest {
    private static final JournalCodec.Place PLACE = new JournalCodec.Place(100_001, 7, 5);

    @Test
    void records_come_back() {
        List<JournalRecord> records = List.of(
                new JournalRecord.Truncate(Zxid.of(3, 9)),
                new JournalRecord.Install(Zxid.of(-1L >>> 33, Zxid.COUNTER_MAX)),
                new JournalRecord.Epochs(8, 7, 0));
        for (JournalRecord record : records) {
            ByteBuffer bytes = ByteBuffer.wrap(JournalCodec.encode(PLACE, record));
            assertThat(JournalCodec.isWhole(bytes, 100_001)).isTrue();
            assertThat(JournalCodec.ordinal(bytes)).isEqualTo(7);
            assertThat(JournalCodec.forced(bytes)).isEqualTo(5);
            assertThat(JournalCodec.decode(bytes)).isEqualTo(record);
        }
    }

    @Test
    void transactions_come_back_whatever_their_length() {
        for (int bytes : new int[] {0, 1, 7, 8, 1000}) {
            Proposal proposal = new Proposal(Zxid.of(2, bytes), new byte[bytes]);
            byte[] encoded = JournalCodec.encode(PLACE, new JournalRecord.Append(proposal));
            assertThat(JournalCodec.decode(ByteBuffer.wrap(encoded)))
                    .isInstanceOfSatisfying(JournalRecord.Append.class, decoded -> {
                        assertThat(decoded.proposal().zxid()).isEqualTo(proposal.zxid());
                        assertThat(decoded.proposal().txn()).isEqualTo(proposal.txn());
                    });
        }
    }

    @Test
    void heads_come_back() {
        SegmentHead head = new SegmentHead(12, Zxid.of(4, 5), new JournalRecord.Epochs(6, 5, 77));
        ByteBuffer bytes = ByteBuffer.wrap(JournalCodec.encode(PLACE, head));
        assertThat(JournalCodec.isHead(bytes)).isTrue();
        assertThat(JournalCodec.head(bytes)).isEqualTo(head);
    }

    @Test
    void every_flipped_bit_and_every_other_segment_is_seen() {
        byte[] bytes = JournalCodec.encode(PLACE, new JournalRecord.Append(Disk.proposal(Disk.z(3), 50)));
        assertThat(JournalCodec.isWhole(ByteBuffer.wrap(bytes), 100_002)).isFalse();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(JournalCodec.isWhole(ByteBuffer.wrap(bytes), 100_001))
                    .as("bit %d", bit)
                    .isFalse();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void a_type_of_a_later_version_is_not_guessed_at() {
        byte[] bytes = JournalCodec.encode(PLACE, new JournalRecord.Truncate(1));
        bytes[7] = 77;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 4, bytes.length - 4);
        ByteBuffer record = ByteBuffer.wrap(bytes).putInt(0, (int) crc.getValue());
        assertThat(JournalCodec.decode(record)).isNull();
    }
}
