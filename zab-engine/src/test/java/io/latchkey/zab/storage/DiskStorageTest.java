package io.latchkey.zab.storage;

import static io.latchkey.zab.storage.Disk.append;
import static io.latchkey.zab.storage.Disk.z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which snapshot a start takes. */
class DiskStorageTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void fill() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            Disk.enter(storage.journal(), 1);
            append(storage.journal(), 1, 1000, 1000);
            storage.journal().force();
            storage.snapshots().write(z(600), out -> out.write(1));
            storage.snapshots().write(z(900), out -> out.write(2));
        }
    }

    @Test
    void the_newest_is_taken() throws IOException {
        assertThat(Disk.stateOf(dir).snapshotZxid()).isEqualTo(z(900));
    }

    @Test
    void a_damaged_one_is_set_aside_for_an_older_one() throws IOException {
        Disk.flipBit(snapshot(900), 16);
        DurableState state = Disk.stateOf(dir);
        assertThat(state.snapshotZxid()).isEqualTo(z(600));
        assertThat(state.log()).hasSize(1000);
        assertThat(snapshot(900)).doesNotExist();
        assertThat(Path.of(snapshot(900) + ".damaged")).exists();
        try (DiskStorage storage = Disk.open(dir)) {
            assertThat(storage.snapshots().list()).containsExactly(z(600));
        }
    }

    @Test
    void without_any_the_whole_journal_does() throws IOException {
        Disk.flipBit(snapshot(900), 16);
        Disk.flipBit(snapshot(600), 16);
        DurableState state = Disk.stateOf(dir);
        assertThat(state.snapshotZxid()).isEqualTo(Zxid.NONE);
        assertThat(state.log()).hasSize(1000);
    }

    @Test
    void when_the_journal_does_not_reach_back_to_a_sound_one_that_is_damage() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            storage.journal().purge(z(900), z(900));
        }
        Files.delete(snapshot(600));
        Disk.flipBit(snapshot(900), 16);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(Corruption.class)
                    .isThrownBy(() -> Disk.stateOf(dir))
                    .withMessageContaining("no snapshot fits the journal")
                    .withMessageContaining("ends at 1:1000")
                    .withMessageContaining(snapshot(900).toString())
                    .withMessageContaining("checksum is wrong")
                    .withMessageContaining("move this server's data directory away");
        }
        assertThat(snapshot(900)).exists();
        Disk.flipBit(snapshot(900), 16);
        assertThat(Disk.stateOf(dir).snapshotZxid()).isEqualTo(z(900));
    }

    @Test
    void an_installed_history_without_its_snapshot_is_damage() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            storage.snapshots().write(z(5000), out -> out.write(1));
            storage.journal().append(new JournalRecord.Install(z(5000)));
        }
        Files.delete(snapshot(5000));
        assertThatExceptionOfType(Corruption.class)
                .isThrownBy(() -> Disk.stateOf(dir))
                .withMessageContaining("starts after 1:5000");
    }

    @Test
    void recovery_happens_once_and_first() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            assertThatIllegalStateException().isThrownBy(storage::journal);
            storage.recover();
            assertThatIllegalStateException().isThrownBy(storage::recover);
        }
    }

    @Test
    void a_storage_that_was_never_recovered_can_be_closed_twice() throws IOException {
        DiskStorage storage = Disk.open(dir);
        storage.close();
        storage.close();
        assertThat(Disk.stateOf(dir).log()).hasSize(1000);
    }

    @Test
    void limits_are_checked() {
        for (long bytes : List.of(0L, (1L << 30) + 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DiskConfig(dir, dir, bytes, 1 << 20, false, 0))
                    .withMessageContaining("segmentBytes is " + bytes);
        }
        for (int bytes : List.of(1023, (64 << 20) + 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DiskConfig(dir, dir, 1 << 20, bytes, false, 0))
                    .withMessageContaining("recordBytesMax is " + bytes);
        }
    }

    private Path snapshot(int counter) {
        return dir.resolve("snapshots").resolve(String.format("snapshot-%016x", z(counter)));
    }
}
