package io.latchkey.zab.format;

import io.latchkey.zab.tree.DataTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A whole {@link DataTree} to bytes and back: the body of a snapshot file and of a snapshot sent to a peer. */
public final class TreeFormat {
    private TreeFormat() {}

    /** Writes iteratively, parents before children, siblings sorted by name: equal trees give equal bytes. */
    public static void write(DataTree tree, OutputStream out) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * @throws FormatException if the bytes are not a tree (bad magic, version, count, order, duplicate or orphan)
     * @throws IOException if {@code in} fails or ends early
     */
    public static DataTree read(InputStream in) throws IOException {
        throw new UnsupportedOperationException();
    }
}
