package io.latchkey.client.lock;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One place in a queue, read from the name of its node: {@code _c_UUID-lock-0000000042}, as Curator names them.
 *
 * @param node     the name of the node
 * @param sequence the number the server gave it; 32 bits, and after 2147483647 comes -2147483648
 */
record QueueEntry(String node, int sequence) {
    private static final Pattern NAME = Pattern.compile(".*lock-(\\d{10}|-\\d{10})");

    /** Reads a child's name; null when it is no queue entry. */
    static @Nullable QueueEntry parse(String child) {
        Matcher name = NAME.matcher(child);
        if (!name.matches()) {
            return null;
        }
        long sequence = Long.parseLong(name.group(1));
        return sequence == (int) sequence ? new QueueEntry(child, (int) sequence) : null;
    }

    /** How all nodes of one attempt begin. */
    static String prefix(String attempt) {
        return "_c_" + attempt + "-lock-";
    }
}
