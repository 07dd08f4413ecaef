package io.latchkey.zab.storage;

import io.latchkey.zab.core.Zxid;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * One snapshot file, big-endian: {@code "LKSN"}, int version, long zxid; the body; long length of the body, int
 * CRC32C of everything before. So a file that was cut, patched or put under another name is told from a good one.
 *
 * <p>Version 2 is version 1 with a body that may be compressed, which an older server must not try to read.
 */
final class SnapshotFile {
    private static final int MAGIC = 0x4c4b_534e;
    private static final int VERSION = 2;
    private static final int OLDEST_VERSION = 1;

    private static final int HEAD_BYTES = 16;
    private static final int CRC_BYTES = 4;
    private static final int TAIL_BYTES = 8 + CRC_BYTES;
    private static final int BUFFER_BYTES = 1 << 16;

    private SnapshotFile() {}

    /** Returns when the content is durable; the name of the file is not yet. */
    static void write(Path path, long zxid, SnapshotStore.Body body) throws IOException {
        try (FileChannel file = FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                OutputStream buffered = new BufferedOutputStream(new SyncedInSteps(file), BUFFER_BYTES)) {
            CheckedOutputStream out = new CheckedOutputStream(buffered, new CRC32C());
            out.write(head(VERSION, zxid).array());
            body.writeTo(new UnclosableOutputStream(out));
            out.flush();
            out.write(longBytes(file.position() - HEAD_BYTES));
            buffered.write(intBytes((int) out.getChecksum().getValue()));
            buffered.flush();
            file.force(true);
        }
    }

    /**
     * Gives the body to the reader while it is checked; damage that the reader does not stumble over is found at the
     * end.
     *
     * @throws Corruption naming the file and the damage
     */
    static <T> T read(Path path, long zxid, SnapshotStore.Reader<T> reader) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            int crcWritten = checkEnds(path, file, zxid);
            CRC32C crc = new CRC32C();
            InputStream all = new CheckedInputStream(Channels.newInputStream(file.position(0)), crc);
            InputStream in =
                    new BufferedInputStream(new BoundedInputStream(all, file.size() - CRC_BYTES), BUFFER_BYTES);
            in.skipNBytes(HEAD_BYTES);
            T result = reader.readFrom(new BoundedInputStream(in, file.size() - HEAD_BYTES - TAIL_BYTES));
            in.transferTo(OutputStream.nullOutputStream());
            if ((int) crc.getValue() != crcWritten) {
                throw damaged(path, "its checksum is wrong");
            }
            return result;
        } catch (NoSuchFileException e) {
            throw new Corruption("there is no snapshot " + path, e);
        }
    }

    /** @throws Corruption if the file is missing, or anything in it is not as it was written */
    static void check(Path path, long zxid) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            if (checkEnds(path, file, zxid) != crc(file, file.size() - CRC_BYTES)) {
                throw damaged(path, "its checksum is wrong");
            }
        } catch (NoSuchFileException e) {
            throw new Corruption("there is no snapshot " + path, e);
        }
    }

    /**
     * What a glance at head and tail can tell.
     *
     * @return the checksum that was written
     * @throws LaterFormat if a later version has written the file: it is not damaged
     */
    private static int checkEnds(Path path, FileChannel file, long zxid) throws IOException {
        long size = file.size();
        if (size < HEAD_BYTES + TAIL_BYTES) {
            throw damaged(path, "it has only " + size + " bytes");
        }
        ByteBuffer head = bytesAt(file, 0, HEAD_BYTES);
        int version = head.getInt(4);
        if (head.getInt(0) == MAGIC && version > VERSION && isWhole(file)) {
            throw new LaterFormat("the snapshot " + path, version, VERSION);
        }
        if (version < OLDEST_VERSION || !head.equals(head(version, zxid))) {
            throw damaged(path, "it does not start as a snapshot at " + Zxid.toString(zxid) + " does");
        }
        ByteBuffer tail = bytesAt(file, size - TAIL_BYTES, TAIL_BYTES);
        if (tail.getLong() != size - HEAD_BYTES - TAIL_BYTES) {
            throw damaged(path, "its length is not the one that was written");
        }
        return tail.getInt();
    }

    /** Otherwise it is damage that looks like another version; any version ends with such a checksum. */
    private static boolean isWhole(FileChannel file) throws IOException {
        return bytesAt(file, file.size() - CRC_BYTES, CRC_BYTES).getInt() == crc(file, file.size() - CRC_BYTES);
    }

    private static int crc(FileChannel file, long bytes) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        for (long at = 0; at < bytes; ) {
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, bytes - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            crc.update(buffer.flip());
            at += read;
        }
        return (int) crc.getValue();
    }

    private static ByteBuffer bytesAt(FileChannel file, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
            // short reads are legal
        }
        return bytes.flip();
    }

    private static ByteBuffer head(int version, long zxid) {
        return ByteBuffer.allocate(HEAD_BYTES)
                .putInt(MAGIC)
                .putInt(version)
                .putLong(zxid)
                .flip();
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] intBytes(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static Corruption damaged(Path path, String how) {
        return new Corruption("the snapshot " + path + " is damaged: " + how);
    }

    /**
     * Makes what is written durable little by little: one sync of a whole snapshot at its end would keep the disk from
     * the journal for as long as that takes.
     */
    private static final class SyncedInSteps extends OutputStream {
        private static final int STEP_BYTES = 1 << 18;

        private final FileChannel file;
        private int unsynced;

        SyncedInSteps(FileChannel file) {
            this.file = file;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
            while (buffer.hasRemaining()) {
                unsynced += file.write(buffer);
            }
            if (unsynced >= STEP_BYTES) {
                file.force(false);
                unsynced = 0;
            }
        }
    }
}
