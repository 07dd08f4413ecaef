package io.latchkey.zab.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
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
    void a_transaction_with_a_configuration_comes_back_with_it() {
        QuorumConfig config = QuorumConfig.of(
                        List.of(Member.voter(1, "a:1"), Member.voter(2, "b:2").withDisk(99)))
                .towards(List.of(Member.voter(3, "c:3")));
        Proposal proposal = new Proposal(Zxid.of(2, 3), new byte[] {1, 2, 3}, config);
        JournalRecord append = new JournalRecord.Append(proposal);
        byte[] encoded = JournalCodec.encode(PLACE, append);
        assertThat(encoded).hasSize(JournalCodec.bytes(append));
        assertThat(JournalCodec.decode(ByteBuffer.wrap(encoded)))
                .isInstanceOfSatisfying(JournalRecord.Append.class, decoded -> {
                    assertThat(decoded.proposal().zxid()).isEqualTo(proposal.zxid());
                    assertThat(decoded.proposal().txn()).isEqualTo(proposal.txn());
                    assertThat(decoded.proposal().config()).isEqualTo(config);
                });
    }

    @Test
    void a_configuration_that_makes_no_sense_is_not_guessed_at() {
        QuorumConfig config = QuorumConfig.majorityOf(1);
        byte[] bytes =
                JournalCodec.encode(PLACE, new JournalRecord.Append(new Proposal(Zxid.of(2, 3), new byte[5], config)));
        for (int configBytes : new int[] {-1, 0, 1, bytes.length}) {
            ByteBuffer record = ByteBuffer.wrap(bytes.clone()).putInt(32, configBytes);
            assertThat(JournalCodec.decode(record)).as("%d bytes", configBytes).isNull();
        }
    }

    /** As a build of before the labels wrote them. */
    @Test
    void version_1_is_read_as_a_voter_of_the_first_hour_wrote_it() {
        ByteBuffer epochs = versionOne(5, 16, 0).putLong(32, 8).putLong(40, 7);
        assertThat(JournalCodec.decode(sealed(epochs))).isEqualTo(new JournalRecord.Epochs(8, 7, 0));
        ByteBuffer fresh = versionOne(5, 16, 0);
        assertThat(JournalCodec.decode(sealed(fresh))).isEqualTo(JournalRecord.Epochs.NONE);
        ByteBuffer head =
                versionOne(1, 20, Zxid.of(8, 9)).putInt(32, 12).putLong(36, 8).putLong(44, 7);
        assertThat(JournalCodec.isHead(sealed(head))).isTrue();
        assertThat(JournalCodec.head(head))
                .isEqualTo(new SegmentHead(12, Zxid.of(8, 9), new JournalRecord.Epochs(8, 7, 0)));
        ByteBuffer append = versionOne(2, 3, Zxid.of(8, 10)).put(33, (byte) 5);
        assertThat(JournalCodec.decode(sealed(append))).isInstanceOfSatisfying(JournalRecord.Append.class, decoded -> {
            assertThat(decoded.proposal().txn()).containsExactly(0, 5, 0);
            assertThat(decoded.proposal().config()).isNull();
        });
    }

    private static ByteBuffer versionOne(int type, int payload, long zxid) {
        return ByteBuffer.allocate(JournalCodec.HEAD_BYTES + payload)
                .putShort(4, (short) 0x4c4a)
                .put(6, (byte) 1)
                .put(7, (byte) type)
                .putInt(8, 100_001)
                .putInt(12, JournalCodec.HEAD_BYTES + payload)
                .putInt(16, 7)
                .putInt(20, 5)
                .putLong(24, zxid);
    }

    private static ByteBuffer sealed(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.array(), 4, record.limit() - 4);
        record.putInt(0, (int) crc.getValue());
        assertThat(JournalCodec.isWhole(record, 100_001)).isTrue();
        return record;
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
        assertThat(JournalCodec.decode(sealed(ByteBuffer.wrap(bytes)))).isNull();
    }
}
