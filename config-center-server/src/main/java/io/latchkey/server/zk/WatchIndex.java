package io.latchkey.server.zk;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who watches which path, for one kind of watches (of nodes, or of child lists). One loop's own. */
final class WatchIndex {
    /** Path to watcher to the bits of its {@link WatchMode}s there. */
    private final Map<String, Map<Watcher, Integer>> byPath = new HashMap<>();

    private final Map<Watcher, Set<String>> byWatcher = new HashMap<>();
    private int size;
    private int recursive;

    /** Pairs of path and watcher. */
    int size() {
        return size;
    }

    int paths() {
        return byPath.size();
    }

    int watchers() {
        return byWatcher.size();
    }

    int sizeOf(Watcher watcher) {
        Set<String> paths = byWatcher.get(watcher);
        return paths == null ? 0 : paths.size();
    }

    boolean isWatched(String path) {
        return byPath.containsKey(path);
    }

    void add(String path, Watcher watcher, WatchMode mode) {
        Map<Watcher, Integer> watchers = byPath.computeIfAbsent(path, p -> new HashMap<>(4));
        Integer bits = watchers.get(watcher);
        if (bits == null) {
            byWatcher.computeIfAbsent(watcher, w -> new HashSet<>()).add(path);
            size++;
            bits = 0;
        }
        if (mode == WatchMode.RECURSIVE && (bits & mode.bit()) == 0) {
            recursive++;
        }
        watchers.put(watcher, bits | mode.bit());
    }

    /** @param mode null for any */
    boolean has(String path, Watcher watcher, @Nullable WatchMode mode) {
        Map<Watcher, Integer> watchers = byPath.get(path);
        Integer bits = watchers == null ? null : watchers.get(watcher);
        return bits != null && (mode == null || (bits & mode.bit()) != 0);
    }

    /**
     * @param mode null for all
     * @return whether there was one
     */
    boolean remove(String path, Watcher watcher, @Nullable WatchMode mode) {
        if (!has(path, watcher, mode)) {
            return false;
        }
        Map<Watcher, Integer> watchers = byPath.getOrDefault(path, Map.of());
        int bits = watchers.getOrDefault(watcher, 0);
        int left = mode == null ? 0 : bits & ~mode.bit();
        forgetRecursive(bits, left);
        if (left != 0) {
            watchers.put(watcher, left);
            return true;
        }
        watchers.remove(watcher);
        if (watchers.isEmpty()) {
            byPath.remove(path);
        }
        forget(watcher, path);
        return true;
    }

    void removeAll(Watcher watcher) {
        Set<String> paths = byWatcher.remove(watcher);
        if (paths == null) {
            return;
        }
        for (String path : paths) {
            Map<Watcher, Integer> watchers = byPath.getOrDefault(path, Map.of());
            Integer bits = watchers.remove(watcher);
            forgetRecursive(bits == null ? 0 : bits, 0);
            if (watchers.isEmpty()) {
                byPath.remove(path);
            }
        }
        size -= paths.size();
    }

    /** Adds to {@code found} who watches this path, or watches it from above; one-shot watches are used up by that. */
    void trigger(String path, Set<Watcher> found) {
        triggerAt(path, found);
        if (recursive == 0) {
            return;
        }
        int slash = path.lastIndexOf('/');
        while (slash > 0) {
            recursiveAt(path.substring(0, slash), found);
            slash = path.lastIndexOf('/', slash - 1);
        }
        if (path.length() > 1) {
            recursiveAt("/", found);
        }
    }

    private void triggerAt(String path, Set<Watcher> found) {
        Map<Watcher, Integer> watchers = byPath.get(path);
        if (watchers == null) {
            return;
        }
        Iterator<Map.Entry<Watcher, Integer>> entries = watchers.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Watcher, Integer> entry = entries.next();
            found.add(entry.getKey());
            int left = entry.getValue() & ~WatchMode.ONE_SHOT.bit();
            if (left == 0) {
                entries.remove();
                forget(entry.getKey(), path);
            } else {
                entry.setValue(left);
            }
        }
        if (watchers.isEmpty()) {
            byPath.remove(path);
        }
    }

    private void recursiveAt(String path, Set<Watcher> found) {
        Map<Watcher, Integer> watchers = byPath.get(path);
        if (watchers == null) {
            return;
        }
        for (Map.Entry<Watcher, Integer> entry : watchers.entrySet()) {
            if ((entry.getValue() & WatchMode.RECURSIVE.bit()) != 0) {
                found.add(entry.getKey());
            }
        }
    }

    private void forget(Watcher watcher, String path) {
        size--;
        Set<String> paths = byWatcher.get(watcher);
        if (paths != null) {
            paths.remove(path);
            if (paths.isEmpty()) {
                byWatcher.remove(watcher);
            }
        }
    }

    private void forgetRecursive(int bits, int left) {
        if ((bits & ~left & WatchMode.RECURSIVE.bit()) != 0) {
            recursive--;
        }
    }
}
