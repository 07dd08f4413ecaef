package io.latchkey.zab.sim;

import io.latchkey.zab.sim.ClientWatches.Watch;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ZNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The watches of one connection, at its server. */
final class SimWatches {
    private final Map<String, Boolean> persistent = new HashMap<>(); // by path

    private final Set<String> recursive = new TreeSet<>();

    void addRecursive(String path) {
        recursive.add(path);
    }

    /** Whether the client is to hear of a change there because it watches that path, or one above, recursively. */
    boolean isWatchedFromAbove(String path) {
        return !recursive.isEmpty() && recursive.stream().anyMatch(root -> isBelow(path, root));
    }

    /** Whether the one is the other, or below it. */
    static boolean isBelow(String path, String root) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    void add(String path, boolean isPersistent) {
        persistent.merge(path, isPersistent, (old, now) -> now);
    }

    /** Whether the client is to hear of a change there. */
    boolean fire(String path) {
        Boolean goesOn = persistent.get(path);
        if (goesOn != null && !goesOn) {
            persistent.remove(path);
        }
        return goesOn != null;
    }

    /**
     * Takes over what a client brings from another connection.
     *
     * @return paths of which it has to be told at once, since they have changed
     */
    List<String> takeOver(List<Watch> watches, DataTree tree, boolean compares) {
        List<String> fired = new ArrayList<>();
        for (Watch watch : watches) {
            boolean changed = compares && hasChanged(watch, tree.node(watch.path()));
            if (changed) {
                fired.add(watch.path());
            }
            if (!changed || watch.persistent()) {
                add(watch.path(), watch.persistent());
            }
        }
        return fired;
    }

    private static boolean hasChanged(Watch watch, @Nullable ZNode node) {
        if (node == null) {
            return watch.existed();
        }
        return !watch.existed() || node.stat().mzxid() > watch.since();
    }

    /** Where something changed that watches are about; null if nothing did. */
    static @Nullable String path(Change change) {
        if (change instanceof Change.Created c) {
            return c.path();
        } else if (change instanceof Change.Deleted c) {
            return c.path();
        } else if (change instanceof Change.DataChanged c) {
            return c.path();
        }
        return null;
    }
}
