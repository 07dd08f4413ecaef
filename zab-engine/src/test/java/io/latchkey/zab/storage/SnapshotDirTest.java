package io.latchkey.zab.storage;

import static io.latchkey.zab.storage.Disk.z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDirTest {
    @TempDir
    private Path dir;

    private SnapshotDir snapshots;

    @BeforeEach
    void open() throws IOException {
        snapshots = SnapshotDir.open(dir);
    }

    @Test
    void what_was_written_is_read() throws IOException {
        for (int bytes : new int[] {0, 1, 100, 1 << 16, 300_000}) {
            byte[] body = body(bytes);
            snapshots.write(z(bytes), out -> out.write(body));
            assertThat(snapshots.read(z(bytes), InputStream::readAllBytes)).isEqualTo(body);
            byte[] singly = snapshots.read(z(bytes), in -> {
                byte[] read = new byte[bytes];
                for (int i = 0; i < bytes; i++) {
                    read[i] = (byte) in.read();
                }
                assertThat(in.read()).isEqualTo(-1);
                return read;
            });
            assertThat(singly).isEqualTo(body);
        }
        assertThat(snapshots.list()).containsExactly(z(0), z(1), z(100), z(1 << 16), z(300_000));
    }

    @Test
    void writing_one_again_replaces_it() throws IOException {
        snapshots.write(z(1), out -> out.write(1));
        snapshots.write(z(1), out -> out.write(2));
        assertThat(snapshots.list()).containsExactly(z(1));
        assertThat(snapshots.<Integer>read(z(1), InputStream::read)).isEqualTo(2);
    }

    @Test
    void a_body_that_fails_leaves_nothing() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> snapshots.write(z(1), out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("no more");
                }))
                .withMessage("no more");
        assertThat(Directories.list(dir)).isEmpty();
    }

    @Test
    void a_body_may_close_what_it_writes_to() throws IOException {
        snapshots.write(z(1), out -> {
            out.write(7);
            out.close();
        });
        assertThat(snapshots.read(z(1), InputStream::readAllBytes)).containsExactly(7);
    }

    @Test
    void what_a_crash_left_half_written_goes_at_the_next_start() throws IOException {
        Files.write(dir.resolve("snapshot-0000000100000001.writing"), body(10));
        Files.write(dir.resolve("snapshot-0000000100000001.receiving12"), body(10));
        Files.write(dir.resolve("notes.txt"), body(10));
        snapshots = SnapshotDir.open(dir);
        assertThat(snapshots.list()).isEmpty();
        assertThat(Directories.list(dir)).containsExactly(dir.resolve("notes.txt"));
    }

    @Test
    void the_newest_stay() throws IOException {
        for (int i = 1; i <= 5; i++) {
            snapshots.write(z(i), out -> out.write(1));
        }
        snapshots.purge(2);
        assertThat(snapshots.list()).containsExactly(z(4), z(5));
        snapshots.purge(3);
        assertThat(snapshots.list()).containsExactly(z(4), z(5));
    }

    private static void sealAs(Path file, int version) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer content = ByteBuffer.wrap(bytes).putInt(4, version);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        Files.write(file, content.putInt(bytes.length - 4, (int) crc.getValue()).array());
    }

    @Test
    void the_version_before_is_read() throws IOException {
        snapshots.write(z(1), out -> out.write(7));
        sealAs(Directories.list(dir).get(0), 1);
        assertThat(snapshots.read(z(1), InputStream::readAllBytes)).containsExactly(7);
    }

    @Test
    void a_later_version_is_refused_by_its_name_and_is_no_damage() throws IOException {
        snapshots.write(z(1), out -> out.write(7));
        Path file = Directories.list(dir).get(0);
        sealAs(file, 3);
        assertThatIOException()
                .isThrownBy(() -> snapshots.check(z(1)))
                .isNotInstanceOf(Corruption.class)
                .withMessageContaining(file + " was written by a later version of Latchkey: its format is 3");
    }

    @Test
    void a_draft_is_no_snapshot_before_it_is_published() throws IOException {
        SnapshotStore.Draft draft = snapshots.draft(z(1));
        SnapshotStore.Draft other = snapshots.draft(z(1));
        draft.write(out -> out.write(7));
        other.write(out -> out.write(8));
        assertThat(snapshots.list()).isEmpty();
        draft.publish();
        other.discard();
        other.discard();
        assertThat(snapshots.list()).containsExactly(z(1));
        assertThat(snapshots.<Integer>read(z(1), InputStream::read)).isEqualTo(7);
        assertThat(Directories.list(dir)).hasSize(1);
    }

    @Test
    void a_flipped_bit_anywhere_is_found() throws IOException {
        snapshots.write(z(1), out -> out.write(body(200)));
        Path file = Directories.list(dir).get(0);
        for (int at = 0; at < Files.size(file); at++) {
            Disk.flipBit(file, at);
            assertThatExceptionOfType(Corruption.class)
                    .as("byte %d", at)
                    .isThrownBy(() -> snapshots.read(z(1), InputStream::readAllBytes))
                    .withMessageContaining(file.toString());
            Disk.flipBit(file, at);
        }
        snapshots.check(z(1));
    }

    @Test
    void a_file_cut_anywhere_or_too_long_is_found() throws IOException {
        snapshots.write(z(1), out -> out.write(body(200)));
        Path file = Directories.list(dir).get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatExceptionOfType(Corruption.class)
                    .as("length %d", length)
                    .isThrownBy(() -> snapshots.read(z(1), InputStream::readAllBytes));
        }
        Files.write(file, whole);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.allocate(1));
        }
        assertThatExceptionOfType(Corruption.class).isThrownBy(() -> snapshots.check(z(1)));
    }

    @Test
    void one_under_the_name_of_another_is_found() throws IOException {
        snapshots.write(z(1), out -> out.write(body(200)));
        Files.move(Directories.list(dir).get(0), dir.resolve("snapshot-0000000100000002"));
        assertThatExceptionOfType(Corruption.class)
                .isThrownBy(() -> snapshots.check(z(2)))
                .withMessageContaining("1:2");
    }

    @Test
    void a_missing_one_is_named() {
        assertThatExceptionOfType(Corruption.class)
                .isThrownBy(() -> snapshots.read(z(9), InputStream::readAllBytes))
                .withMessageContaining("snapshot-0000000100000009");
    }

    private static byte[] body(int bytes) {
        byte[] body = new byte[bytes];
        new Random(bytes).nextBytes(body);
        return body;
    }
}
