package io.latchkey.client.lock;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a semaphore lives: as Curator lays it out, with the maximum beside.
 *
 * @param name   the name of the semaphore
 * @param queue  of those who ask; the first may take permits when there are enough, and leaves then
 * @param leases the node whose children are the permits that are held, one each
 */
record PermitPath(String name, QueuePath queue, QueuePath leases) {
    /** Nearly as long as that of a lock. */
    private static final int NAME_CHARACTERS_MAX = 500;

    private static final Pattern LEASE = Pattern.compile(".*lease-(\\d{10}|-\\d{9,10})");

    static PermitPath of(String root, String name) {
        if (name.isEmpty() || name.length() > NAME_CHARACTERS_MAX) {
            throw new IllegalArgumentException("a semaphore's name has 1 to " + NAME_CHARACTERS_MAX + " characters");
        }
        return new PermitPath(name, new QueuePath(root, name + "/locks"), new QueuePath(root, name + "/leases"));
    }

    /** The node with the maximum, which Curator's SharedCount understands. */
    String max() {
        return queue.root() + "/" + name + "/max";
    }

    /** How many permits are held; other children are nobody's. */
    static int count(List<String> children) {
        return (int) children.stream()
                .filter(child -> LEASE.matcher(child).matches())
                .count();
    }

    static byte[] encode(int max) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(max).array();
    }

    /** Null if that is no number. */
    static @Nullable Integer decode(byte @Nullable [] data) {
        return data == null || data.length != Integer.BYTES
                ? null
                : ByteBuffer.wrap(data).getInt();
    }
}
