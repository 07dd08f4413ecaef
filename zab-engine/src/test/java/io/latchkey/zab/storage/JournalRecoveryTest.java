package io.latchkey.zab.storage;

import static io.latchkey.zab.storage.Disk.append;
import static io.latchkey.zab.storage.Disk.z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.latchkey.zab.core.DurableState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of a directory that was left in whatever way. */
class JournalRecoveryTest {
    private static final int BYTES = 100;

    @TempDir
    private Path root;

    private Path dir;

    @BeforeEach
    void makeDirectory() {
        dir = root.resolve("killed");
    }

    // ---- the end of the last segment

    @Test
    void a_tail_that_was_cut_short_at_any_byte_is_left_out() throws IOException {
        killAfter(1, 10);
        Path file = active(dir);
        long end = Disk.offsetOf(file, z(10)) + BYTES;
        long start = end - BYTES - JournalCodec.HEAD_BYTES - 4;
        byte[] whole = Files.readAllBytes(file);
        for (long cut = start; cut < end; cut++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, (int) cut, torn.length, (byte) 0);
            Files.write(file, torn);
            assertThat(recovered(dir).last()).as("zeros from %d", cut).isEqualTo(z(9));
            Files.write(file, Arrays.copyOf(whole, (int) cut));
            assertThat(recovered(dir).last()).as("file ends at %d", cut).isEqualTo(z(9));
        }
    }

    @Test
    void what_is_appended_after_a_cut_follows_the_cut_however_often_it_is_read() throws IOException {
        killAfter(1, 10);
        Disk.flipBit(active(dir), Disk.offsetOf(active(dir), z(10)) + 20);
        try (DiskStorage storage = Disk.open(dir)) {
            assertThat(storage.recover().log()).hasSize(9);
            append(storage.journal(), 10, 12, BYTES);
        }
        assertThat(Disk.stateOf(dir).log()).hasSize(12);
        assertThat(Disk.stateOf(dir).log()).hasSize(12);
    }

    @Test
    void whole_records_behind_a_hole_are_no_damage_as_long_as_none_was_durable() throws IOException {
        try (DiskStorage storage = Disk.open(root.resolve("live"))) {
            storage.recover();
            append(storage.journal(), 1, 10, BYTES);
            storage.journal().force();
            append(storage.journal(), 11, 20, BYTES);
            Disk.copy(root.resolve("live"), dir);
        }
        Disk.flipBit(active(dir), Disk.offsetOf(active(dir), z(13)));
        assertThat(Disk.stateOf(dir).log()).hasSize(12);
    }

    @Test
    void a_durable_record_is_not_taken_for_a_torn_one() throws IOException {
        killAfter(1, 10);
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            append(storage.journal(), 11, 15, BYTES);
            storage.journal().force();
            append(storage.journal(), 16, 16, BYTES);
            Disk.copy(dir, root.resolve("copy"));
        }
        Path file = active(root.resolve("copy"));
        long at = Disk.offsetOf(file, z(15));
        Disk.flipBit(file, at + 50);
        assertRefused(root.resolve("copy"))
                .withMessageContaining(file.toString())
                .withMessageContaining("record 5, at offset " + (at - JournalCodec.HEAD_BYTES - 4))
                .withMessageContaining("start it empty");
    }

    @Test
    void after_a_clean_stop_even_the_last_record_is_known_to_be_durable() throws IOException {
        stopAfter(1, 10);
        Path file = active(dir);
        Disk.flipBit(file, Disk.offsetOf(file, z(10)) + 20);
        assertRefused(dir).withMessageContaining("record 10, at offset");
    }

    @Test
    void a_first_page_of_zeros_does_not_hide_the_records_behind_it() throws IOException {
        killAfter(1, 10);
        Disk.overwrite(active(dir), 0, new byte[4096]);
        assertRefused(dir).withMessageContaining(active(dir).toString()).withMessageContaining("record 0, at offset 0");
    }

    @Test
    void nor_does_it_in_a_sealed_segment() throws IOException {
        killAfter(1, 10);
        reopenAndAppend(dir, 11, 12);
        Path sealed = Disk.files(dir, ".sealed").get(0);
        Disk.overwrite(sealed, 0, new byte[4096]);
        assertRefused(dir).withMessageContaining(sealed.toString()).withMessageContaining("record 0, at offset 0");
    }

    @Test
    void a_length_that_leads_past_a_record_does_not_hide_it() throws IOException {
        stopAfter(1, 10);
        Path file = active(dir);
        long fifth = Disk.offsetOf(file, z(5)) - JournalCodec.HEAD_BYTES - 4;
        long sixth = Disk.offsetOf(file, z(6)) - JournalCodec.HEAD_BYTES - 4;
        int asIfChronicles = 0x4000_0000 | (int) (sixth - fifth - 4);
        byte[] header = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(asIfChronicles)
                .array();
        Disk.overwrite(file, fifth, header);
        assertRefused(dir).withMessageContaining("record 5, at offset " + fifth);
    }

    // ---- segments

    @Test
    void the_head_alone_says_where_the_history_stands() throws IOException {
        try (DiskStorage storage = Disk.open(root.resolve("live"))) {
            storage.recover();
            storage.journal().append(new JournalRecord.Epochs(3, 1, 0));
            Disk.append(storage.journal(), 1, 600, 1000);
            storage.journal().force();
            storage.snapshots().write(z(600), out -> out.write(1));
            storage.journal().purge(z(600), z(600));
            Disk.copy(root.resolve("live"), dir);
        }
        HistoryFold fold = recovered(dir);
        assertThat(fold.epochs()).isEqualTo(new JournalRecord.Epochs(3, 1, 0));
        assertThat(fold.floor()).isBetween(z(1), z(599));
        assertThat(fold.last()).isEqualTo(z(600));
    }

    @Test
    void a_segment_missing_in_the_middle_is_named() throws IOException {
        stopAfter(1, 900, 1000);
        Path second = Disk.files(dir, ".sealed").get(1);
        Files.delete(second);
        assertRefused(dir).withMessageContaining("segment 100002 is missing in " + dir.resolve("journal"));
    }

    @Test
    void the_first_segment_may_be_missing_only_if_a_snapshot_covers_it() throws IOException {
        stopAfter(1, 900, 1000);
        Files.delete(Disk.files(dir, ".sealed").get(0));
        assertThatExceptionOfType(Corruption.class)
                .isThrownBy(() -> Disk.stateOf(dir))
                .withMessageContaining("no snapshot fits the journal");
    }

    @Test
    void the_last_segment_is_missed_when_the_next_was_prepared() throws IOException {
        try (DiskStorage storage = Disk.open(root.resolve("live"))) {
            storage.recover();
            long i = 1;
            while (Disk.files(root.resolve("live"), ".precreated").isEmpty()) {
                append(storage.journal(), i, i++, 1000);
            }
            Disk.copy(root.resolve("live"), dir);
        }
        Files.delete(active(dir));
        assertRefused(dir).withMessageContaining("segment 100001 is missing");
    }

    @Test
    void nor_is_it_forgotten_as_soon_as_the_next_is_being_prepared() throws IOException {
        killAfter(1, 10);
        assertThat(Disk.files(dir, ".zero")).hasSize(1);
        Files.delete(active(dir));
        assertRefused(dir).withMessageContaining("segment 100001 is missing");
    }

    @Test
    void a_journal_that_does_not_know_the_epoch_of_a_snapshot_has_lost_its_end() throws IOException {
        stopAfter(1, 10);
        Path first = active(dir);
        byte[] bytes = Files.readAllBytes(first);
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            Disk.enter(storage.journal(), 1);
            storage.snapshots().write(z(10), out -> out.write(1));
        }
        for (Path file : Disk.files(dir, "")) {
            Files.delete(file);
        }
        assertRefused(dir).withMessageContaining("it is empty, and there is a snapshot at 1:10");
        Files.write(first, bytes);
        assertRefused(dir).withMessageContaining("knows no epoch above 0, and there is a snapshot at 1:10");
    }

    @Test
    void a_sealed_segment_that_lost_its_end_is_damaged() throws IOException {
        stopAfter(1, 900, 1000);
        Path first = Disk.files(dir, ".sealed").get(0);
        try (FileChannel file = FileChannel.open(first, StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }
        assertRefused(dir).withMessageContaining(first.toString()).withMessageContaining("the next segment says");
    }

    @Test
    void a_segment_under_another_name_is_damaged() throws IOException {
        stopAfter(1, 900, 1000);
        Path first = Disk.files(dir, ".sealed").get(0);
        Path second = Disk.files(dir, ".sealed").get(1);
        Files.delete(second);
        Files.copy(first, second);
        assertRefused(dir).withMessageContaining(second.toString());
    }

    @Test
    void one_segment_twice_is_refused() throws IOException {
        stopAfter(1, 900, 1000);
        Path first = Disk.files(dir, ".sealed").get(0);
        Files.copy(first, Path.of(first.toString().replace(".sealed", ".cq4")));
        assertRefused(dir).withMessageContaining("one segment twice");
    }

    // ---- versions

    @Test
    void a_record_of_a_later_version_is_neither_torn_nor_damaged() throws IOException {
        killAfter(1, 10);
        Path file = active(dir);
        long at = Disk.offsetOf(file, z(10)) - JournalCodec.HEAD_BYTES;
        rewrite(file, at, 6, 3);
        assertLaterFormat(dir)
                .withMessageContaining("record 10 in " + file)
                .withMessageContaining("its format is 3, and this one reads up to 2; start the later version again");
        assertThat(dir.resolve("damaged-1")).doesNotExist();
    }

    @Test
    void nor_is_one_behind_a_hole() throws IOException {
        killAfter(1, 10);
        Path file = active(dir);
        rewrite(file, Disk.offsetOf(file, z(10)) - JournalCodec.HEAD_BYTES, 6, 3);
        Disk.flipBit(file, Disk.offsetOf(file, z(9)) + 20);
        assertLaterFormat(dir).withMessageContaining("record 10 in " + file);
    }

    @Test
    void nor_is_one_of_a_type_that_is_not_known() throws IOException {
        killAfter(1, 10);
        Path file = active(dir);
        rewrite(file, Disk.offsetOf(file, z(4)) - JournalCodec.HEAD_BYTES, 7, 77);
        assertLaterFormat(dir)
                .withMessageContaining("record 4 in " + file)
                .withMessageContaining("a type that this one does not know");
    }

    private static void rewrite(Path file, long record, int at, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(bytes).getInt((int) record + 12);
        bytes[(int) record + at] = (byte) value;
        CRC32C crc = new CRC32C();
        crc.update(bytes, (int) record + 4, length - 4);
        ByteBuffer.wrap(bytes).putInt((int) record, (int) crc.getValue());
        Files.write(file, bytes);
    }

    private static ThrowableAssertAlternative<LaterFormat> assertLaterFormat(Path dir) throws IOException {
        Map<Path, byte[]> before = contents(dir);
        ThrowableAssertAlternative<LaterFormat> refusal = assertThatExceptionOfType(LaterFormat.class)
                .isThrownBy(() -> {
                    try (DiskStorage storage = Disk.openOneOfMany(dir)) {
                        storage.recover();
                    }
                });
        assertUnchanged(dir, before);
        return refusal;
    }

    @Test
    void a_journal_of_version_1_is_read_and_continued() throws IOException {
        Path journal = Files.createDirectories(dir.resolve("journal"));
        try (InputStream stored = JournalRecoveryTest.class.getResourceAsStream("/journal-version-1.gz")) {
            Files.write(journal.resolve("segment-00100001.sealed"), new GZIPInputStream(stored).readAllBytes());
        }
        for (int last = 10; last <= 11; last++) {
            try (DiskStorage storage = Disk.open(dir)) {
                DurableState state = storage.recover();
                assertThat(state.log()).hasSize(last);
                assertThat(state.acceptedEpoch()).isEqualTo(1);
                assertThat(state.currentEpoch()).isEqualTo(1);
                assertThat(state.disk()).isZero();
                append(storage.journal(), last + 1, last + 1, BYTES);
            }
        }
    }

    // ---- leftovers

    @Test
    void leftovers_of_chronicle_and_of_half_done_work_are_cleared_away() throws IOException {
        killAfter(1, 10);
        Files.write(dir.resolve("journal/metadata.cq4t"), random(128 << 10, 1));
        Files.write(dir.resolve("journal/segment-00100002.zero"), new byte[5000]);
        Files.write(dir.resolve("journal/segment-00100002.cq4"), new byte[300_000]);
        Files.write(dir.resolve("journal/notes.txt"), new byte[3]);
        reopenAndAppend(dir, 11, 11);
        assertThat(Disk.stateOf(dir).log()).hasSize(11);
        assertThat(Disk.files(dir, ".zero")).isEmpty();
        assertThat(Disk.files(dir, ".txt")).hasSize(1);
    }

    @Test
    void a_segment_that_had_just_begun_does_not_count() throws IOException {
        killAfter(1, 10);
        Files.write(dir.resolve("journal/segment-00100002.cq4"), random(300_000, 2));
        reopenAndAppend(dir, 11, 11);
        assertThat(Disk.stateOf(dir).log()).hasSize(11);
    }

    @Test
    void a_prepared_segment_of_another_size_is_made_anew() throws IOException {
        killAfter(1, 10);
        Files.write(dir.resolve("journal/segment-00100002.precreated"), new byte[12345]);
        reopenAndAppend(dir, 11, 11);
        assertThat(Disk.stateOf(dir).log()).hasSize(11);
    }

    /** A cut of power took back the new name of a segment, but not what had been written to it. */
    @Test
    void a_prepared_segment_that_had_begun_already_is_not_used() throws IOException {
        killAfter(1, 10);
        SegmentFiles files = new SegmentFiles(dir.resolve("journal"));
        JournalRecovery recovery = JournalRecovery.of(files);
        recovery.tidy();
        SegmentGeometry geometry = SegmentGeometry.of(Disk.small(dir));
        try (SegmentPreparer preparer = new SegmentPreparer(files, 100_002, geometry.fileBytes())) {
            preparer.finish();
        }
        byte[] head = JournalCodec.encode(new JournalCodec.Place(100_002, 0, 0), recovery.nextHead());
        SegmentWriter.begin(files, 100_002, geometry, head).close();
        Files.move(files.active(100_002), files.precreated(100_002));
        reopenAndAppend(dir, 11, 12);
        assertThat(Disk.stateOf(dir).log()).hasSize(12);
    }

    @Test
    void a_crash_at_any_point_of_the_recovery_is_recovered_from() throws IOException {
        killAfter(1, 10);
        SegmentFiles files = new SegmentFiles(dir.resolve("journal"));
        JournalRecovery.of(files).tidy();
        Path tidied = root.resolve("tidied");
        Disk.copy(dir, tidied);
        assertThat(Disk.stateOf(tidied).log()).hasSize(10);
        SegmentGeometry geometry = SegmentGeometry.of(Disk.small(dir));
        try (SegmentPreparer preparer = new SegmentPreparer(files, 100_002, geometry.fileBytes())) {
            preparer.finish();
        }
        Path prepared = root.resolve("prepared");
        Disk.copy(dir, prepared);
        assertThat(Disk.stateOf(prepared).log()).hasSize(10);
        JournalRecovery recovery = JournalRecovery.of(files);
        byte[] head = JournalCodec.encode(new JournalCodec.Place(100_002, 0, 0), recovery.nextHead());
        SegmentWriter.begin(files, 100_002, geometry, head).close();
        assertThat(Disk.stateOf(dir).log()).hasSize(10);
    }

    // ---- any damage

    @Test
    void damage_anywhere_is_either_harmless_or_reported_and_nothing_is_touched() throws IOException {
        stopAfter(1, 400, 1000);
        Map<Path, byte[]> before = contents(dir);
        Path copy = root.resolve("copy");
        Files.createDirectories(copy.resolve("journal"));
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            Map.Entry<Path, byte[]> victim = before.entrySet().stream()
                    .filter(e -> !e.getKey().toString().endsWith("4t"))
                    .skip(random.nextInt(before.size() - 1))
                    .findFirst()
                    .orElseThrow();
            for (Map.Entry<Path, byte[]> entry : before.entrySet()) {
                byte[] bytes = entry == victim ? damaged(entry.getValue(), random) : entry.getValue();
                Files.write(copy.resolve("journal").resolve(entry.getKey().getFileName()), bytes);
            }
            try {
                assertThat(recovered(copy).last()).as("round %d", i).isEqualTo(z(400));
            } catch (Corruption e) {
                assertThat(e).hasMessageContaining(victim.getKey().getFileName().toString());
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 300);
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        int length = 1 << random.nextInt(10);
        int at = random.nextInt(damaged.length - length);
        byte[] junk = random.nextBoolean() ? new byte[length] : random(length, random.nextInt());
        System.arraycopy(junk, 0, damaged, at, length);
        return damaged;
    }

    // ---- what they share

    /** A directory as a process leaves it that is killed after a force. */
    private void killAfter(long from, long to) throws IOException {
        Path live = root.resolve("live");
        try (DiskStorage storage = Disk.open(live)) {
            storage.recover();
            append(storage.journal(), from, to, BYTES);
            storage.journal().force();
            Disk.copy(live, dir);
        }
    }

    private void stopAfter(long from, long to) throws IOException {
        stopAfter(from, to, BYTES);
    }

    private void stopAfter(long from, long to, int bytes) throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            append(storage.journal(), from, to, bytes);
        }
    }

    private static void reopenAndAppend(Path dir, long from, long to) throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            DurableState state = storage.recover();
            assertThat(state.log()).hasSize((int) from - 1);
            Disk.append(storage.journal(), from, to, BYTES);
        }
    }

    private static HistoryFold recovered(Path dir) throws IOException {
        return JournalRecovery.of(new SegmentFiles(dir.resolve("journal"))).fold();
    }

    private static Path active(Path dir) throws IOException {
        return Disk.files(dir, ".cq4").get(0);
    }

    /** Refused, twice the same, with every file as it was. */
    private static ThrowableAssertAlternative<Corruption> assertRefused(Path dir) throws IOException {
        Map<Path, byte[]> before = contents(dir);
        assertThatExceptionOfType(Corruption.class).isThrownBy(() -> Disk.stateOf(dir));
        ThrowableAssertAlternative<Corruption> refusal =
                assertThatExceptionOfType(Corruption.class).isThrownBy(() -> Disk.stateOf(dir));
        assertUnchanged(dir, before);
        return refusal;
    }

    private static void assertUnchanged(Path dir, Map<Path, byte[]> before) throws IOException {
        Map<Path, byte[]> after = contents(dir);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((path, bytes) -> assertThat(after.get(path)).isEqualTo(bytes));
    }

    private static Map<Path, byte[]> contents(Path dir) throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        try (Stream<Path> all = Files.list(dir.resolve("journal"))) {
            for (Path file : all.toList()) {
                contents.put(file, Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static byte[] random(int bytes, int seed) {
        byte[] random = new byte[bytes];
        new Random(seed).nextBytes(random);
        return random;
    }
}
