package io.latchkey.zab.format;

import io.latchkey.zab.tree.DataTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Trees as programs of other versions write them: of version 1, which did not compress, and of one that is yet to come,
 * which is the present one under another number.
 */
public final class TreeVersions {
    private static final int FIRST = 1;
    private static final int VERSION_AT = 6;

    private TreeVersions() {}

    public static byte[] write(DataTree tree, int version) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeFormat.write(tree, out);
        byte[] bytes = out.toByteArray();
        if (version == FIRST) {
            return first(bytes);
        }
        bytes[VERSION_AT] = (byte) version;
        return bytes;
    }

    /**
     * @param newest that the program reads; it knows what the present one does, at least
     * @throws FormatException if a later one wrote it
     */
    public static DataTree read(byte[] bytes, int newest) throws IOException {
        byte[] present = bytes.clone();
        if (bytes[VERSION_AT] > newest) {
            present[VERSION_AT] = ChunkWriter.VERSION + 1; // to a program of before, the present one is such
        } else if (bytes[VERSION_AT] > ChunkWriter.VERSION) {
            present[VERSION_AT] = ChunkWriter.VERSION;
        }
        return TreeFormat.read(new ByteArrayInputStream(present));
    }

    private static byte[] first(byte[] bytes) throws IOException {
        ChunkReader chunks = new ChunkReader(new ByteArrayInputStream(bytes));
        ByteArrayOutputStream old = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(old);
        out.write(ChunkWriter.MAGIC);
        out.write(FIRST);
        for (byte[] chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
            CRC32C crc = new CRC32C();
            crc.update(chunk);
            out.writeInt(chunk.length);
            out.writeInt((int) crc.getValue());
            out.write(chunk);
        }
        out.writeInt(0);
        return old.toByteArray();
    }
}
