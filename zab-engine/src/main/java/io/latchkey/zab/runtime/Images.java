package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Image;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.TreeFormat;
import io.latchkey.zab.tree.DataTree;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;

/** Trees in the chunks in which they travel. */
final class Images {
    private Images() {}

    /** @throws FormatException if the chunks are not the tree at {@code zxid} */
    static DataTree tree(Image image, long zxid) {
        try (InputStream in = in(image)) {
            DataTree tree = TreeFormat.read(in);
            if (tree.zxid() != zxid) {
                throw new FormatException("a tree at " + Zxid.toString(tree.zxid()) + " where one at "
                        + Zxid.toString(zxid) + " is announced");
            }
            if (in.read() >= 0) {
                throw new FormatException("more bytes than the tree has");
            }
            return tree;
        } catch (EOFException e) {
            throw new FormatException("the tree " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // from memory: it can't be
        }
    }

    private static InputStream in(Image image) {
        List<ByteArrayInputStream> chunks =
                image.chunks().stream().map(ByteArrayInputStream::new).toList();
        return new SequenceInputStream(Collections.enumeration(chunks));
    }

    /** The bytes as they are. */
    static void write(Image image, OutputStream out) throws IOException {
        for (byte[] chunk : image.chunks()) {
            out.write(chunk);
        }
    }
}
