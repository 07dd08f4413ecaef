package io.latchkey.zab.storage;

import static io.latchkey.zab.storage.Disk.append;
import static io.latchkey.zab.storage.Disk.z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage, when other servers have what this one lost. */
class SetAsideTest {
    @TempDir
    private Path root;

    private Path dir;

    @BeforeEach
    void fill() throws IOException {
        dir = root.resolve("data");
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            Disk.enter(storage.journal(), 1);
            append(storage.journal(), 1, 600, 1000);
            storage.journal().force();
            storage.snapshots().write(z(500), out -> out.write(1));
            storage.journal().purge(z(500), z(500));
        }
    }

    @Test
    void damage_in_the_middle_of_the_journal_leaves_an_empty_disk_and_keeps_all_files() throws IOException {
        Path file = Disk.files(dir, ".cq4").get(0);
        Disk.flipBit(file, Disk.offsetOf(file, z(590)) + 50);
        Map<String, byte[]> before = contents(dir);
        assertStartsEmpty();
        assertSameFiles(before, dir.resolve("damaged-1"));
        assertThat(dir.resolve("damaged-1/reason.txt"))
                .content()
                .contains("the journal is damaged: in " + file)
                .contains("checksum is wrong");
    }

    @Test
    void a_missing_segment_does_too() throws IOException {
        Files.delete(Disk.files(dir, ".cq4").get(0));
        try (Stream<Path> leftovers = Files.list(dir.resolve("journal"))) {
            assertThat(leftovers.filter(p -> p.toString().contains("segment-"))).isNotEmpty();
        }
        assertStartsEmpty();
    }

    @Test
    void a_journal_that_is_gone_does_too() throws IOException {
        for (Path file : Disk.files(dir, "")) {
            Files.delete(file);
        }
        assertStartsEmpty();
        assertThat(dir.resolve("damaged-1/reason.txt")).content().contains("has lost its end, or all of it");
    }

    @Test
    void a_snapshot_that_is_damaged_and_needed_does_too() throws IOException {
        Disk.flipBit(snapshot(500), 16);
        assertStartsEmpty();
        assertThat(dir.resolve("damaged-1/reason.txt")).content().contains("no snapshot fits the journal");
    }

    @Test
    void a_server_without_others_refuses_and_changes_nothing() throws IOException {
        Disk.flipBit(snapshot(500), 16);
        Map<String, byte[]> before = contents(dir);
        assertThatExceptionOfType(Corruption.class)
                .isThrownBy(() -> Disk.stateOf(dir))
                .withMessageContaining("Nothing was changed");
        assertSameFiles(before, dir);
    }

    @Test
    void what_is_written_afterwards_is_there_at_the_next_start() throws IOException {
        Disk.flipBit(snapshot(500), 16);
        try (DiskStorage storage = Disk.openOneOfMany(dir)) {
            storage.recover();
            append(storage.journal(), 1, 10, 100);
        }
        try (DiskStorage storage = Disk.openOneOfMany(dir)) {
            assertThat(storage.recover().log()).hasSize(10);
        }
        assertThat(dir.resolve("damaged-2")).doesNotExist();
    }

    @Test
    void the_next_damage_gets_the_next_number_and_there_is_an_end_to_it() throws IOException {
        for (int i = 1; i <= SetAside.KEPT_MAX; i++) {
            try (DiskStorage storage = Disk.openOneOfMany(dir)) {
                storage.recover();
                storage.setAside("round " + i);
            }
            assertThat(dir.resolve("damaged-" + i + "/reason.txt")).hasContent(i + "\nround " + i);
        }
        try (DiskStorage storage = Disk.openOneOfMany(dir)) {
            storage.recover();
            assertThatIOException()
                    .isThrownBy(() -> storage.setAside("the last straw"))
                    .withMessageContaining("the last straw")
                    .withMessageContaining("keeps 8 sets of damaged data already: replace the disk");
        }
    }

    @Test
    void data_of_a_running_server_can_be_set_aside_too() throws IOException {
        try (DiskStorage storage = Disk.open(dir)) {
            assertThat(storage.recover().snapshotZxid()).isEqualTo(z(500));
            Journal old = storage.journal();
            storage.setAside("its digest is another one");
            assertThatIOException().isThrownBy(old::force).withMessageContaining("is closed");
            assertEmpty(storage.recover());
            append(storage.journal(), 1, 3, 100);
            assertThat(storage.snapshots().list()).isEmpty();
        }
        assertThat(Disk.stateOf(dir).log()).hasSize(3);
        assertThat(dir.resolve("damaged-1/reason.txt")).hasContent("1\nits digest is another one");
    }

    @Test
    void a_journal_on_a_disk_of_its_own_stays_on_it() throws IOException {
        Path logs = root.resolve("logs");
        Path data = root.resolve("data-alone");
        DiskConfig config = new DiskConfig(data, logs, Disk.SEGMENT_BYTES, Disk.RECORD_BYTES_MAX, true, 0);
        try (DiskStorage storage = DiskStorage.open(config)) {
            storage.recover();
            append(storage.journal(), 1, 3, 100);
            storage.setAside("why not");
            assertEmpty(storage.recover());
        }
        assertThat(logs.resolve("damaged-1/journal/segment-00100001.cq4")).exists();
        assertThat(data.resolve("damaged-1/snapshots")).isDirectory();
    }

    // ---- crashes

    @Test
    void a_crash_at_any_step_leaves_it_to_the_next_start() throws IOException {
        Path file = Disk.files(dir, ".cq4").get(0);
        Disk.flipBit(file, Disk.offsetOf(file, z(590)) + 50);
        Map<String, byte[]> before = contents(dir);
        int steps = 0;
        for (boolean crashed = true; crashed; steps++) {
            for (boolean afterwards : new boolean[] {false, true}) {
                Path copy = root.resolve(steps + "-" + afterwards);
                Disk.copy(dir, copy);
                crashed = crashes(copy, steps, afterwards);
                assertStartsEmpty(copy);
                assertSameFiles(before, copy.resolve("damaged-1"));
                assertThat(copy.resolve("damaged-2")).doesNotExist();
            }
        }
        assertThat(steps).as("steps, and one round without a crash").isEqualTo(5);
    }

    /** Stops before or after the step of that number; false if there are not so many. */
    private static boolean crashes(Path copy, int step, boolean afterwards) throws IOException {
        int[] step0 = {step};
        SetAside aside = new SetAside(copy, copy, (from, to) -> {
            boolean now = step0[0]-- == 0;
            if (!now || afterwards) {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            }
            if (now) {
                throw new IOException("the power is gone");
            }
        });
        try {
            aside.move("a test says so");
            return false;
        } catch (IOException e) {
            assertThat(e).hasMessage("the power is gone");
            return true;
        }
    }

    @Test
    void a_decision_that_nobody_can_read_stops_the_start() throws IOException {
        Files.writeString(dir.resolve("latchkey.setting-aside"), "somewhere\n");
        assertThatIOException()
                .isThrownBy(() -> Disk.stateOf(dir))
                .withMessageContaining("latchkey.setting-aside does not say where to")
                .withMessageContaining("somewhere");
    }

    // ---- what they share

    private void assertStartsEmpty() throws IOException {
        assertStartsEmpty(dir);
    }

    private static void assertStartsEmpty(Path dir) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (DiskStorage storage = Disk.openOneOfMany(dir)) {
                assertEmpty(storage.recover());
                assertThat(storage.snapshots().list()).isEmpty();
            }
        }
    }

    private static void assertEmpty(DurableState state) {
        assertThat(state.log()).isEmpty();
        assertThat(state.floor()).isEqualTo(Zxid.NONE);
        assertThat(state.snapshotZxid()).isEqualTo(Zxid.NONE);
        assertThat(state.acceptedEpoch())
                .as("what tells that the ensemble is not a new one")
                .isEqualTo(1);
        assertThat(state.currentEpoch()).isZero();
        assertThat(state.disk()).isEqualTo(DurableState.UNLABELLED);
    }

    /** Journal and snapshots, by their path below. */
    private static Map<String, byte[]> contents(Path root) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String child : new String[] {"journal", "snapshots"}) {
            try (Stream<Path> all = Files.walk(root.resolve(child))) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    contents.put(root.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }

    private static void assertSameFiles(Map<String, byte[]> before, Path root) throws IOException {
        Map<String, byte[]> after = contents(root);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((path, bytes) ->
                assertThat(Arrays.equals(after.get(path), bytes)).as(path).isTrue());
    }

    private Path snapshot(int counter) {
        return dir.resolve("snapshots").resolve(String.format("snapshot-%016x", z(counter)));
    }
}
