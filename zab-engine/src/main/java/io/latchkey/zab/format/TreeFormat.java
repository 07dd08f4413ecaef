package io.latchkey.zab.format;

import io.latchkey.zab.tree.DataTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A whole {@link DataTree} to bytes and back: the body of a snapshot file and of a snapshot sent to a peer.
 *
 * <p>Compressed chunks with a checksum each ({@link ChunkWriter}): a head (zxid, digest, number of sessions), the sessions by id,
 * then the nodes, each followed by its children by name. An ACL is written where it first occurs and referred to by
 * number from then on.
 */
public final class TreeFormat {
    private TreeFormat() {}

    /** Writes iteratively, parents before children, siblings sorted by name: equal trees give equal bytes. */
    public static void write(DataTree tree, OutputStream out) throws IOException {
        new TreeWriter(new ChunkWriter(out)).write(tree);
    }

    /**
     * Reads exactly what {@link #write} wrote and nothing behind it.
     *
     * @throws FormatException if the bytes are not a tree (bad magic, version, count, order, duplicate or orphan)
     * @throws IOException if {@code in} fails or ends early
     */
    public static DataTree read(InputStream in) throws IOException {
        TreeParts parts = new TreeParts(in);
        TreeAssembly assembly = new TreeAssembly();
        for (TreePart part = parts.next(); part != null; part = parts.next()) {
            assembly.add(part);
        }
        return assembly.finish();
    }
}
