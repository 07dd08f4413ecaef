package io.latchkey.zab.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads what {@link ChunkWriter} wrote. */
final class ChunkReader {
    private final InputStream in;
    private Input items = new Input(new byte[0]);

    ChunkReader(InputStream in) throws IOException {
        this.in = in;
        if (!Arrays.equals(exactly(ChunkWriter.MAGIC.length), ChunkWriter.MAGIC)) {
            throw new FormatException("does not start as a tree does");
        }
        new Input(exactly(1)).version(ChunkWriter.VERSION);
    }

    /** Where to read the next item from. */
    Input item() throws IOException {
        if (!items.hasMore()) {
            int length = ByteBuffer.wrap(exactly(4)).getInt();
            if (length <= 0) {
                throw new FormatException("chunk of " + length + " bytes where items are missing");
            }
            items = new Input(checked(length));
        }
        return items;
    }

    /** Nothing may follow but the end. */
    void finish() throws IOException {
        items.end();
        int length = ByteBuffer.wrap(exactly(4)).getInt();
        if (length != 0) {
            throw new FormatException("a chunk of " + length + " bytes too many");
        }
    }

    private byte[] checked(int length) throws IOException {
        int expected = ByteBuffer.wrap(exactly(4)).getInt();
        byte[] bytes = exactly(length);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        if ((int) crc.getValue() != expected) {
            throw new FormatException("checksum of a chunk of " + length + " bytes is wrong");
        }
        return bytes;
    }

    /** Allocates as bytes come in, so that a wrong length costs nothing. */
    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("ends " + (length - bytes.length) + " bytes early");
        }
        return bytes;
    }
}
