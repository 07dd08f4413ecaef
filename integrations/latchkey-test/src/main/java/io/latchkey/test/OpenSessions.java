package io.latchkey.test;

import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.ZNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Tells in words which sessions there are, so that somebody finds who has opened them. */
final class OpenSessions {
    private static final int PATHS_MAX = 3;
    private static final int DATA_BYTES_MAX = 100;

    private OpenSessions() {}

    /** @param line the line of a session, by its id; null for one that is not to be told of */
    static List<String> describe(DataTree tree, LongFunction<@Nullable String> line) {
        List<String> open = new ArrayList<>();
        for (Session session : tree.sessions()) {
            String name = line.apply(session.id());
            if (name != null) {
                open.add("session 0x" + Long.toHexString(session.id()) + " on line " + name + holds(tree, session));
            }
        }
        return open;
    }

    private static String holds(DataTree tree, Session session) {
        Collection<String> paths = tree.ephemerals(session.id());
        StringBuilder text = new StringBuilder(paths.isEmpty() ? ", which holds nothing" : ", which holds ");
        int told = 0;
        for (String path : paths) {
            if (told == PATHS_MAX) {
                text.append(" and ").append(paths.size() - told).append(" more");
                break;
            }
            text.append(told++ == 0 ? "" : ", ").append(path).append(owner(tree.node(path)));
        }
        return text.toString();
    }

    /** What a lock client writes into its place in a queue is who it is. */
    private static String owner(@Nullable ZNode node) {
        byte[] data = node == null ? new byte[0] : node.data();
        return data == null || data.length == 0 || data.length > DATA_BYTES_MAX
                ? ""
                : " (\"" + new String(data, StandardCharsets.UTF_8) + "\")";
    }
}
