package io.latchkey.zab.sim;

import io.latchkey.zab.core.Image;
import io.latchkey.zab.format.TreeFormat;
import io.latchkey.zab.tree.DataTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A tree to the bytes that travel, and back. */
final class Snapshots {
    private record Bytes(byte[] bytes) implements Image {}

    private Snapshots() {}

    static Image image(DataTree tree) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            TreeFormat.write(tree, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Bytes(bytes.toByteArray());
    }

    static DataTree tree(Image image) {
        try {
            return TreeFormat.read(new ByteArrayInputStream(((Bytes) image).bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
