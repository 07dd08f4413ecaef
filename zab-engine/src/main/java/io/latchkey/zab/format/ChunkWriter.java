package io.latchkey.zab.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/**
 * A stream of items in chunks: magic and version, then chunks, then a chunk head of zeros. An item never spans two
 * chunks. So a reader checks before it parses, and never reads past the end.
 *
 * <pre>
 *  0 int  how many bytes of the chunk are stored
 *  4 int  how many it has: more than are stored if it is compressed (LZ4 block), else as many
 *  8 int  CRC32C of the second number and what is stored
 * 12      the chunk
 * </pre>
 *
 * <p>Version 1 had no compression and no second number.
 */
final class ChunkWriter {
    static final byte[] MAGIC = "LKTREE".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 2;
    static final int HEAD_BYTES = 12;

    /** A chunk ends with the item that makes it this long. */
    private static final int CHUNK_BYTES = 1 << 16;

    /** A quarter must be saved: less costs more time, when a server starts, than it gains. */
    private static final int WORTH = 4;

    private static final int RETRY_CHUNKS = 15;

    private final OutputStream out;
    private final Output items = new Output();
    /** In Java alone: native code would have to be unpacked at each start, and gains little. */
    private final LZ4Compressor lz4 = LZ4Factory.safeInstance().fastCompressor();

    private byte[] compressed = new byte[0];
    /** How many more are not tried, after one that was not worth it: a function of what is written, and of nothing else. */
    private int plainChunks;

    ChunkWriter(OutputStream out) throws IOException {
        this.out = out;
        out.write(MAGIC);
        out.write(VERSION);
    }

    Output items() {
        return items;
    }

    void endItem() throws IOException {
        if (items.size() >= CHUNK_BYTES) {
            writeChunk();
        }
    }

    void finish() throws IOException {
        if (items.size() > 0) {
            writeChunk();
        }
        out.write(new byte[HEAD_BYTES]);
        out.flush();
    }

    private void writeChunk() throws IOException {
        int size = items.size();
        int packed = plainChunks > 0 ? size : compress(size);
        if (packed <= size - size / WORTH) {
            write(compressed, packed, size);
        } else {
            plainChunks = plainChunks == 0 ? RETRY_CHUNKS : plainChunks - 1;
            write(items.array(), size, size);
        }
        items.clear();
    }

    private int compress(int size) {
        int boundMax = lz4.maxCompressedLength(size);
        if (compressed.length < boundMax) {
            compressed = new byte[boundMax];
        }
        return lz4.compress(items.array(), 0, size, compressed, 0, boundMax);
    }

    private void write(byte[] stored, int length, int plainLength) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES)
                .putInt(length)
                .putInt(plainLength)
                .putInt(checksum(plainLength, stored, length));
        out.write(head.array());
        out.write(stored, 0, length);
    }

    static int checksum(int plainLength, byte[] stored, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(4).putInt(0, plainLength));
        crc.update(stored, 0, length);
        return (int) crc.getValue();
    }
}
