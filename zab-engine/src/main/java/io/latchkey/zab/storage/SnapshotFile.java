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
import java.util.zip.CheckedOutputStream;

/**
 * One snapshot file, big-endian: {@code "LKSN"}, int version 1, long zxid; the body; long length of the body, int
 * CRC32C of everything before. So a file that was cut, patched or put under another name is told from a good one.
 */
final class SnapshotFile {
    private static final int MAGIC = 0x4c4b_534e;
    private static final int VERSION = 1;
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
                OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES)) {
            CheckedOutputStream out = new CheckedOutputStream(buffered, new CRC32C());
            out.write(head(zxid).array());
            body.writeTo(new UnclosableOutputStream(out));
            out.flush();
            out.write(longBytes(file.position() - HEAD_BYTES));
            buffered.write(intBytes((int) out.getChecksum().getValue()));
            buffered.flush();
            file.force(true);
        }
    }

    /**
     * Gives the body to the reader, after all of it was checked.
     *
     * @throws Corruption naming the file and the damage
     */
    static <T> T read(Path path, long zxid, SnapshotStore.Reader<T> reader) throws IOException {
        check(path, zxid);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long bodyBytes = file.size() - HEAD_BYTES - TAIL_BYTES;
            InputStream in = Channels.newInputStream(file.position(HEAD_BYTES));
            return reader.readFrom(new BufferedInputStream(new BoundedInputStream(in, bodyBytes), BUFFER_BYTES));
        }
    }

    /** @throws Corruption if the file is missing, or anything in it is not as it was written */
    static void check(Path path, long zxid) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = file.size();
            if (size < HEAD_BYTES + TAIL_BYTES) {
                throw damaged(path, "it has only " + size + " bytes");
            }
            if (!bytesAt(file, 0, HEAD_BYTES).equals(head(zxid))) {
                throw damaged(path, "it does not start as a snapshot at " + Zxid.toString(zxid) + " does");
            }
            ByteBuffer tail = bytesAt(file, size - TAIL_BYTES, TAIL_BYTES);
            if (tail.getLong() != size - HEAD_BYTES - TAIL_BYTES) {
                throw damaged(path, "its length is not the one that was written");
            }
            if (tail.getInt() != crc(file, size - CRC_BYTES)) {
                throw damaged(path, "its checksum is wrong");
            }
        } catch (NoSuchFileException e) {
            throw new Corruption("there is no snapshot " + path, e);
        }
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

    private static ByteBuffer head(long zxid) {
        return ByteBuffer.allocate(HEAD_BYTES)
                .putInt(MAGIC)
                .putInt(VERSION)
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
}
