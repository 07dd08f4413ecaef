package io.latchkey.zab.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
    @TempDir
    private Path root;

    @Test
    void it_is_made_for_its_owner_alone() throws IOException {
        Path dir = root.resolve("a/b");
        try (DataDir data = DataDir.open(dir)) {
            for (Path p : new Path[] {dir, root.resolve("a"), data.child("c")}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(p)))
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void a_second_server_in_this_process_is_refused_until_the_first_is_gone() throws Exception {
        DiskConfig config = Disk.small(root);
        try (DiskStorage first = DiskStorage.open(config)) {
            for (int i = 0; i < 2; i++) {
                assertThatIOException()
                        .isThrownBy(() -> DiskStorage.open(config))
                        .withMessageContaining("the data directory " + root)
                        .withMessageContaining(
                                "in use by process " + ProcessHandle.current().pid())
                        .withMessageContaining("a directory of its own");
            }
            // A refusal must not cost the first one its lock.
            assertThat(openInAnotherProcess(config.dataDir())).contains("in use by process");
            first.recover();
        }
        DiskStorage.open(config).close();
        assertThat(openInAnotherProcess(config.dataDir())).isEqualTo("opened");
    }

    @Test
    void a_shared_journal_directory_is_refused_too_and_releases_the_data_directory() throws IOException {
        Path logs = root.resolve("logs");
        DiskConfig one = new DiskConfig(root.resolve("one"), logs, Disk.SEGMENT_BYTES, Disk.RECORD_BYTES_MAX, false, 0);
        DiskConfig two = new DiskConfig(root.resolve("two"), logs, Disk.SEGMENT_BYTES, Disk.RECORD_BYTES_MAX, false, 0);
        try (DiskStorage first = DiskStorage.open(one)) {
            assertThatIOException().isThrownBy(() -> DiskStorage.open(two)).withMessageContaining(logs.toString());
        }
        DiskStorage.open(two).close();
        assertThat(logs.resolve("journal")).isDirectory();
        assertThat(root.resolve("two/snapshots")).isDirectory();
    }

    @Test
    void what_a_killed_process_left_does_not_stand_in_the_way() throws IOException {
        Files.writeString(root.resolve("latchkey.lock"), "");
        Files.writeString(root.resolve("latchkey.pid"), ProcessHandle.current().pid() + " 1970-01-01T00:00:00Z");
        DataDir.open(root).close();
    }

    @Test
    void servers_that_make_the_same_missing_directories_at_once_do_not_hinder_each_other() throws Exception {
        int servers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(servers);
        try {
            CyclicBarrier together = new CyclicBarrier(servers);
            for (int round = 0; round < 200; round++) {
                Path home = root.resolve("home-" + round).resolve("a/b/c");
                List<Future<?>> made = new ArrayList<>();
                for (int server = 0; server < servers; server++) {
                    Path dir = home.resolve("node-" + server);
                    made.add(threads.submit(() -> {
                        together.await(20, TimeUnit.SECONDS);
                        Directories.create(dir);
                        return null;
                    }));
                }
                for (Future<?> one : made) {
                    one.get(20, TimeUnit.SECONDS);
                }
                assertThat(Directories.list(home)).hasSize(servers);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                        .isEqualTo("rwx------");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_file_in_its_place_is_named() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        assertThatIOException()
                .isThrownBy(() -> DataDir.open(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("is a file");
        assertThatIOException()
                .isThrownBy(() -> DataDir.open(file.resolve("below")))
                .withMessageContaining(file.toString());
    }

    @Test
    void an_unwritable_one_is_named() throws IOException {
        Path dir = Files.createDirectory(root.resolve("locked"));
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("r-x------"));
        assumeFalse(Files.isWritable(dir), "this user may write everywhere, so nothing is unwritable");
        assertThatIOException()
                .isThrownBy(() -> DataDir.open(dir))
                .withMessageContaining(dir.toString())
                .withMessageContaining("change its owner");
        assertThatIOException()
                .isThrownBy(() -> DataDir.open(dir.resolve("below")))
                .withMessageContaining("permission denied");
    }

    private static String openInAnotherProcess(Path dir) throws IOException, InterruptedException {
        Process process = ChildJvm.start(LockChild.class, dir.toString());
        try {
            String line = process.inputReader().readLine();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return String.valueOf(line);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Tries to take a data directory, and says what came of it. */
    static final class LockChild {
        private LockChild() {}

        public static void main(String[] arguments) {
            try (DataDir dir = DataDir.open(Path.of(arguments[0]))) {
                System.out.println(dir.child("x").getFileName().toString().equals("x") ? "opened" : "");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
