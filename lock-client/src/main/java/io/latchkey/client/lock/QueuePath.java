package io.latchkey.client.lock;

import io.latchkey.client.session.NodePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the queue of one lock lives.
 *
 * @param root the node under which all of them live
 * @param name the name of the lock; a / in it makes levels, as in {@code orders/42}
 */
record QueuePath(String root, String name) {
    private static final int NAME_CHARACTERS_MAX = 512;
    /** Servers refuse more; what lies above is made by requests of its own. */
    private static final int CONTAINERS_AT_ONCE_MAX = 32;

    QueuePath {
        if (name.isEmpty() || name.length() > NAME_CHARACTERS_MAX) {
            throw new IllegalArgumentException("a lock's name has 1 to " + NAME_CHARACTERS_MAX + " characters");
        }
        if (name.startsWith("_")) {
            throw new IllegalArgumentException("a lock's name does not begin with _: counters and the like live there");
        }
        NodePath.check(root + "/" + name);
        for (String part : name.split("/", -1)) {
            if (QueueEntry.parse(part) != null) {
                throw new IllegalArgumentException("'" + part + "' in a lock's name looks like a queue entry");
            }
        }
    }

    /** The node whose children are the queue. */
    String path() {
        return root + "/" + name;
    }

    /** The name of an entry whose whole path this is. */
    String nodeOf(String entryPath) {
        return entryPath.substring(path().length() + 1);
    }

    /** How many of {@link #containers} a server may make together with an entry. */
    int containersAtOnce() {
        return Math.min(CONTAINERS_AT_ONCE_MAX, containers().size());
    }

    String entry(String node) {
        return path() + "/" + node;
    }

    /** The nodes above the queue's own that outlive it. */
    List<String> fixedParents() {
        return levels("", root);
    }

    /** The nodes that the servers remove when they are empty: the queue's own and the levels of its name. */
    List<String> containers() {
        return levels(root, "/" + name);
    }

    private static List<String> levels(String above, String below) {
        List<String> levels = new ArrayList<>();
        for (int slash = below.indexOf('/', 1); slash > 0; slash = below.indexOf('/', slash + 1)) {
            levels.add(above + below.substring(0, slash));
        }
        levels.add(above + below);
        return levels;
    }
}
