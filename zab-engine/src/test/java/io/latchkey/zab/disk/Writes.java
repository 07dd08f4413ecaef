package io.latchkey.zab.disk;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.ZNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes numbered from 0, of which a tree shows whether it holds all of them up to one, and none beyond. */
final class Writes {
    private static final int NODES = 500;
    private static final int BYTES_MAX = 3_000;

    private Writes() {}

    static Request request(long number) {
        String path = path(number);
        return number < NODES
                ? new Request.Create(path, data(number), Acl.OPEN, CreateMode.PERSISTENT)
                : new Request.SetData(path, data(number), Request.ANY_VERSION);
    }

    /**
     * The number of the last write in the tree, -1 if there is none.
     *
     * @throws IllegalStateException if any before it is missing, or not as it was written
     */
    static long lastOf(DataTree tree) {
        long last = -1;
        for (int node = 0; node < NODES; node++) {
            last = Math.max(last, numberAt(tree, node));
        }
        for (int node = 0; node < NODES; node++) {
            long expected = last < node ? -1 : last - (last - node) % NODES;
            if (numberAt(tree, node) != expected) {
                throw new IllegalStateException("the last write is " + last + ", so " + path(node) + " must hold "
                        + expected + ", but holds " + numberAt(tree, node));
            }
        }
        return last;
    }

    private static long numberAt(DataTree tree, long node) {
        ZNode found = tree.node(path(node));
        byte @Nullable [] data = found == null ? null : found.data();
        if (data == null) {
            return -1;
        }
        long number = ByteBuffer.wrap(data).getLong();
        if (!Arrays.equals(data, data(number))) {
            throw new IllegalStateException("write " + number + " is not as it was written");
        }
        return number;
    }

    private static String path(long number) {
        return "/w" + number % NODES;
    }

    private static byte[] data(long number) {
        byte[] data = new byte[Long.BYTES + (int) (number * 7919 % BYTES_MAX)];
        Arrays.fill(data, (byte) number);
        ByteBuffer.wrap(data).putLong(number);
        return data;
    }
}
