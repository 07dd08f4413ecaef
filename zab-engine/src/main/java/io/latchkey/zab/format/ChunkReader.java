package io.latchkey.zab.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ChunkWriter} wrote, and what its version 1 did. */
final class ChunkReader {
    private static final int OLDEST_VERSION = 1;

    /** What LZ4 can make of one byte at most: more is claimed by a forged chunk only. */
    private static final int EXPANSION_MAX = 255;

    private static final int PLAIN_BYTES_MAX = 128 << 20;
    private static final int AT_ONCE_BYTES_MAX = 1 << 18;

    private final InputStream in;
    private final LZ4SafeDecompressor lz4 = LZ4Factory.safeInstance().safeDecompressor();
    private final int version;

    ChunkReader(InputStream in) throws IOException {
        this.in = in;
        if (!Arrays.equals(exactly(ChunkWriter.MAGIC.length), ChunkWriter.MAGIC)) {
            throw new FormatException("does not start as a tree does");
        }
        version = exactly(1)[0];
        if (version > ChunkWriter.VERSION) {
            throw new FormatException("was written by a later version of Latchkey: its format is " + version
                    + ", and this one reads up to " + ChunkWriter.VERSION);
        }
        if (version < OLDEST_VERSION) {
            throw new FormatException("format version " + version + " is none");
        }
    }

    /** The items of the next chunk, null at the end. */
    byte @Nullable [] next() throws IOException {
        int stored = ByteBuffer.wrap(exactly(4)).getInt();
        if (stored < 0) {
            throw new FormatException("chunk of " + stored + " bytes");
        }
        if (version == 1) {
            return stored == 0 ? null : uncompressed(stored);
        }
        ByteBuffer head = ByteBuffer.wrap(exactly(ChunkWriter.HEAD_BYTES - 4));
        int plain = head.getInt();
        int expected = head.getInt();
        if (stored == 0) {
            if (plain != 0 || expected != 0) {
                throw new FormatException("the end is not one");
            }
            return null;
        }
        byte[] bytes = exactly(stored);
        if (ChunkWriter.checksum(plain, bytes, stored) != expected) {
            throw wrongChecksum(stored);
        }
        return plain == stored ? bytes : decompressed(bytes, plain);
    }

    private byte[] uncompressed(int length) throws IOException {
        int expected = ByteBuffer.wrap(exactly(4)).getInt();
        byte[] bytes = exactly(length);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        if ((int) crc.getValue() != expected) {
            throw wrongChecksum(length);
        }
        return bytes;
    }

    private static FormatException wrongChecksum(int length) {
        return new FormatException("checksum of a chunk of " + length + " bytes is wrong");
    }

    private byte[] decompressed(byte[] stored, int plain) {
        if (plain < stored.length || plain > PLAIN_BYTES_MAX || plain > (long) EXPANSION_MAX * stored.length) {
            throw new FormatException("a chunk of " + plain + " bytes in " + stored.length);
        }
        byte[] bytes = new byte[plain];
        try {
            int length = lz4.decompress(stored, 0, stored.length, bytes, 0, plain);
            if (length != plain) {
                throw new FormatException("a chunk has " + length + " bytes, not " + plain);
            }
            return bytes;
        } catch (LZ4Exception e) {
            throw new FormatException("a chunk can't be decompressed: " + e.getMessage());
        }
    }

    /** What is long is allocated as it comes in, so that a wrong length costs nothing. */
    private byte[] exactly(int length) throws IOException {
        byte[] bytes;
        int got;
        if (length <= AT_ONCE_BYTES_MAX) {
            bytes = new byte[length];
            got = in.readNBytes(bytes, 0, length);
        } else {
            bytes = in.readNBytes(length);
            got = bytes.length;
        }
        if (got < length) {
            throw new EOFException("ends " + (length - got) + " bytes early");
        }
        return bytes;
    }
}
