package io.latchkey.zab.storage;

import static io.latchkey.zab.storage.Disk.append;
import static io.latchkey.zab.storage.Disk.z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.internal.noop.NoOpPosixAPI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleJournalTest {
    @TempDir
    private Path dir;

    @Test
    void a_new_directory_is_empty() throws IOException {
        assertThat(Disk.stateOf(dir)).isEqualTo(DurableState.EMPTY);
        assertThat(Disk.stateOf(dir)).isEqualTo(DurableState.EMPTY);
    }

    @Test
    void what_was_appended_is_there_after_reopening() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            storage.journal().append(new JournalRecord.Epochs(1, 1, 0));
            append(storage.journal(), 1, 100, 100);
            storage.journal().force();
            append(storage.journal(), 101, 110, 100);
        }
        DurableState state = Disk.stateOf(dir);
        assertThat(state.acceptedEpoch()).isEqualTo(1);
        assertThat(state.currentEpoch()).isEqualTo(1);
        assertHolds(state, 1, 110);
    }

    @Test
    void segments_follow_one_another_and_repeat_where_the_history_stands() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            storage.journal().append(new JournalRecord.Epochs(3, 1, 0));
            append(storage.journal(), 1, 2000, 1000);
            storage.journal().force();
            assertThat(Disk.files(dir, ".sealed")).hasSizeGreaterThan(5);
            storage.snapshots().write(z(1500), out -> out.write(1));
            storage.journal().purge(z(1500), z(1400));
        }
        DurableState state = Disk.stateOf(dir);
        assertThat(state.acceptedEpoch()).isEqualTo(3);
        assertThat(state.currentEpoch()).isEqualTo(1);
        assertThat(state.floor()).isBetween(z(1000), z(1400));
        assertThat(state.snapshotZxid()).isEqualTo(z(1500));
        assertHolds(state, Zxid.counter(state.floor()) + 1, 2000);
    }

    @Test
    void no_file_ever_grows_beyond_what_was_prepared() throws IOException {
        long prepared = SegmentGeometry.of(Disk.small(dir)).fileBytes();
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            for (int i = 1; i <= 3000; i++) {
                append(storage.journal(), i, i, 1 + (i * 37) % Disk.RECORD_BYTES_MAX);
                if (i % 16 == 0) {
                    storage.journal().force();
                }
            }
            for (Path file : Disk.files(dir, "")) {
                if (file.toString().endsWith(".sealed") || file.toString().endsWith(".cq4")) {
                    assertThat(Files.size(file)).as(file.toString()).isEqualTo(prepared);
                }
            }
            assertThat(Files.size(dir.resolve("journal/metadata.cq4t"))).isEqualTo(128 << 10);
        }
        assertHolds(Disk.stateOf(dir), 1, 3000);
    }

    @Test
    void truncations_installs_and_epochs_fold_over_segments() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            Journal journal = storage.journal();
            append(journal, 1, 900, 1000);
            journal.append(new JournalRecord.Truncate(z(500)));
            journal.append(new JournalRecord.Epochs(2, 2, 0));
            journal.append(new JournalRecord.Append(new Proposal(Zxid.of(2, 1), new byte[5])));
            journal.force();
        }
        DurableState state = Disk.stateOf(dir);
        assertThat(state.log()).hasSize(501);
        assertThat(state.log().get(500).zxid()).isEqualTo(Zxid.of(2, 1));
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            Disk.enter(storage.journal(), 4);
            storage.snapshots().write(Zxid.of(4, 7), out -> out.write(1));
            storage.journal().append(new JournalRecord.Install(Zxid.of(4, 7)));
            storage.journal().append(new JournalRecord.Append(new Proposal(Zxid.of(4, 8), new byte[0])));
        }
        state = Disk.stateOf(dir);
        assertThat(state.floor()).isEqualTo(Zxid.of(4, 7)).isEqualTo(state.snapshotZxid());
        assertThat(state.log()).extracting(Proposal::zxid).containsExactly(Zxid.of(4, 8));
    }

    @Test
    void a_snapshot_beyond_the_end_of_the_journal_is_where_the_history_goes_on() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            Disk.enter(storage.journal(), 1);
            append(storage.journal(), 1, 3, 10);
            storage.snapshots().write(z(5), out -> out.write(1));
        }
        try (DiskStorage storage = Disk.open(dir)) {
            DurableState state = storage.recover();
            assertThat(state.snapshotZxid()).isEqualTo(z(5));
            assertThat(state.log()).isEmpty();
            append(storage.journal(), 6, 6, 10);
        }
        assertHolds(Disk.stateOf(dir), 6, 6);
    }

    @Test
    void purging_deletes_whole_segments_and_no_more_than_both_bounds_allow() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            Disk.enter(storage.journal(), 1);
            append(storage.journal(), 1, 1000, 1000);
            storage.journal().force();
            long before = storage.journal().sizeBytes();
            storage.journal().purge(z(1000), z(0));
            storage.journal().purge(z(100), z(1000));
            assertThat(storage.journal().sizeBytes()).isEqualTo(before).isGreaterThan(1000 * 1000);
            storage.snapshots().write(z(1000), out -> out.write(1));
            storage.journal().purge(z(1000), z(1000));
            assertThat(Disk.files(dir, ".sealed")).isEmpty();
            assertThat(storage.journal().sizeBytes()).isLessThan(Disk.SEGMENT_BYTES);
            append(storage.journal(), 1001, 1010, 10);
        }
        DurableState state = Disk.stateOf(dir);
        assertHolds(state, Zxid.counter(state.floor()) + 1, 1010);
        assertThat(state.snapshotZxid()).isEqualTo(z(1000));
    }

    @Test
    void restarts_take_next_to_no_room() throws IOException {
        for (int i = 1; i <= 10; i++) {
            try (DiskStorage storage = Disk.open(dir)) {
                storage.recover();
                append(storage.journal(), i, i, 10);
            }
        }
        long bytes = 0;
        for (Path file : Disk.files(dir, ".sealed")) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isLessThan(10 * (24 << 10));
    }

    @Test
    void a_transaction_that_is_too_long_is_refused_and_the_longest_is_not() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            append(storage.journal(), 1, 100, Disk.RECORD_BYTES_MAX);
            assertThatIOException()
                    .isThrownBy(() -> append(storage.journal(), 101, 101, Disk.RECORD_BYTES_MAX + 1))
                    .withMessageContaining("8193")
                    .withMessageContaining("8192");
        }
        assertHolds(Disk.stateOf(dir), 1, 100);
    }

    @Test
    void a_closed_journal_takes_nothing() throws IOException {
        DiskStorage storage = Disk.open(dir);
        storage.recover();
        Journal journal = storage.journal();
        storage.close();
        assertThatIOException().isThrownBy(() -> append(journal, 1, 1, 10)).withMessageContaining("is closed");
        assertThatIOException().isThrownBy(journal::force).withMessageContaining("is closed");
    }

    @Test
    void the_shortest_start_prepares_one_block_and_the_longest_record_of_the_default_fits() throws IOException {
        DiskConfig config = DiskConfig.of(dir);
        try (DiskStorage storage = DiskStorage.open(config)) {
            storage.recover();
            assertThat(Files.size(Disk.files(dir, ".cq4").get(0))).isEqualTo(20 << 20);
            append(storage.journal(), 1, 30, config.recordBytesMax());
            storage.journal().force();
            assertThat(Files.size(Disk.files(dir, ".cq4").get(0))).isEqualTo(68 << 20);
        }
        try (DiskStorage storage = DiskStorage.open(config)) {
            assertHolds(storage.recover(), 1, 30);
        }
    }

    private static void assertHolds(DurableState state, long from, long to) {
        List<Long> expected = LongStream.rangeClosed(from, to).mapToObj(Disk::z).toList();
        assertThat(state.log()).extracting(Proposal::zxid).isEqualTo(expected);
        for (Proposal proposal : state.log()) {
            Proposal written = Disk.proposal(proposal.zxid(), proposal.txn().length);
            assertThat(proposal.txn()).isEqualTo(written.txn());
        }
    }

    @Test
    void the_library_links_to_nothing_of_the_system() throws IOException {
        DiskStorage.warmUp();
        assertThat(PosixAPI.posix()).isInstanceOf(NoOpPosixAPI.class);
    }
}
