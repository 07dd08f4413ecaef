package io.latchkey.zab.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up, which only the superuser can make: elsewhere this says so and is left out. */
class DiskFullTest {
    private static final String REPORT = "refused at ";

    @TempDir
    private Path mount;

    private Path dir;

    @BeforeEach
    void mountSmallDisk() throws Exception {
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", mount.toString());
        assumeTrue(mounted, "cannot mount a tmpfs here, so no disk can be filled");
        dir = mount.resolve("data");
    }

    @AfterEach
    void unmount() throws Exception {
        // Lazily: Chronicle gives its mappings back on a thread of its own.
        run("umount", "-l", mount.toString());
    }

    @Test
    void is_an_error_and_not_the_end_of_the_process_and_nothing_durable_is_lost() throws Exception {
        Process child = ChildJvm.start(Filler.class, dir.toString());
        String report;
        try {
            report = child.inputReader()
                    .lines()
                    .filter(l -> l.startsWith(REPORT))
                    .findFirst()
                    .orElse("none");
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue())
                .as("a JVM that was killed by a signal exits otherwise")
                .isZero();
        assertThat(report).contains("No space left").contains("free space there");
        long durable = Long.parseLong(report.substring(REPORT.length(), report.indexOf(':')));
        assertThat(durable).isGreaterThan(100);
        freeSpace();
        try (DiskStorage storage = Disk.open(dir)) {
            assertHolds(storage.recover(), durable);
            Disk.append(storage.journal(), durable + 1, durable + 1, 1000);
        }
        assertHolds(Disk.stateOf(dir), durable + 1);
    }

    @Test
    void a_start_on_it_says_what_to_do() throws Exception {
        try (DiskStorage storage = Disk.open(dir)) {
            storage.recover();
            Disk.append(storage.journal(), 1, 10, 1000);
        }
        fill(mount.resolve("ballast"));
        assertThatIOException()
                .isThrownBy(() -> Disk.stateOf(dir))
                .withMessageContaining("No space left")
                .withMessageContaining("free space there and start the server again");
        freeSpace();
        assertHolds(Disk.stateOf(dir), 10);
    }

    private void freeSpace() throws IOException {
        Files.delete(mount.resolve("ballast"));
    }

    private static void assertHolds(DurableState state, long last) {
        assertThat(state.log()).hasSize((int) last);
        assertThat(Zxid.counter(state.log().get((int) last - 1).zxid())).isEqualTo(last);
    }

    private static void fill(Path ballast) throws IOException {
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            new Zeros().fill(file, 0, 1 << 30);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    /** Appends, has the disk filled by something else, and appends until it is refused. */
    static final class Filler {
        private Filler() {}

        public static void main(String[] arguments) throws IOException {
            Path dir = Path.of(arguments[0]);
            DiskStorage storage = Disk.open(dir);
            storage.recover();
            long durable = 0;
            try {
                while (true) {
                    Disk.append(storage.journal(), durable + 1, durable + 1, 1000);
                    storage.journal().force();
                    durable++;
                    if (durable == 100) {
                        fill(dir.resolveSibling("ballast"));
                    }
                }
            } catch (IOException e) {
                System.out.println(REPORT + durable + ": " + e.getMessage());
            }
            storage.close();
        }
    }
}
