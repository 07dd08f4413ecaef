package io.latchkey.zab.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A stream of items in chunks: magic and version, then chunks of {@code int length, int crc32c, bytes}, then a length
 * of 0. An item never spans two chunks. So a reader checks before it parses, and never reads past the end.
 */
final class ChunkWriter {
    static final byte[] MAGIC = "LKTREE".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;

    /** A chunk ends with the item that makes it this long. */
    private static final int CHUNK_BYTES = 1 << 16;

    private final OutputStream out;
    private final Output items = new Output();

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
        out.write(new byte[4]);
        out.flush();
    }

    private void writeChunk() throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(items.array(), 0, items.size());
        ByteBuffer head = ByteBuffer.allocate(8).putInt(items.size()).putInt((int) crc.getValue());
        out.write(head.array());
        out.write(items.array(), 0, items.size());
        items.clear();
    }
}
