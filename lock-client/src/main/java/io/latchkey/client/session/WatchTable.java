package io.latchkey.client.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The watches that the server holds for this session. */
final class WatchTable {
    private final Map<String, List<Watcher>> data = new HashMap<>();
    private final Map<String, List<Watcher>> exist = new HashMap<>();
    private final Map<String, List<Watcher>> children = new HashMap<>();
    private final Map<String, List<Watcher>> trees = new HashMap<>();

    void addData(String path, Watcher watcher) {
        add(data, path, watcher);
    }

    void addExist(String path, Watcher watcher) {
        add(exist, path, watcher);
    }

    void addChildren(String path, Watcher watcher) {
        children.computeIfAbsent(path, p -> new ArrayList<>(1)).add(watcher);
    }

    void addTree(String path, Watcher watcher) {
        add(trees, path, watcher);
    }

    private static void add(Map<String, List<Watcher>> table, String path, Watcher watcher) {
        List<Watcher> watchers = table.computeIfAbsent(path, p -> new ArrayList<>(1));
        if (!watchers.contains(watcher)) {
            watchers.add(watcher);
        }
    }

    /** Forgets a watcher; the server's watch, if any, falls on nobody. */
    void remove(String path, Watcher watcher) {
        remove(data, path, watcher);
        remove(exist, path, watcher);
        remove(children, path, watcher);
        remove(trees, path, watcher);
    }

    private static void remove(Map<String, List<Watcher>> table, String path, Watcher watcher) {
        List<Watcher> watchers = table.get(path);
        if (watchers != null && watchers.remove(watcher) && watchers.isEmpty()) {
            table.remove(path);
        }
    }

    /** Removes the one-shot watches this event uses up and returns everybody who must hear of it. */
    List<Watcher> take(WatchEvent event) {
        List<Watcher> hit = new ArrayList<>(2);
        if (event.kind() == WatchEvent.Kind.DELETED || event.kind() == WatchEvent.Kind.DATA) {
            addAll(hit, data.remove(event.path()));
        }
        if (event.kind() == WatchEvent.Kind.DELETED || event.kind() == WatchEvent.Kind.CREATED) {
            addAll(hit, exist.remove(event.path()));
        }
        if (event.kind() == WatchEvent.Kind.DELETED || event.kind() == WatchEvent.Kind.CHILDREN) {
            addAll(hit, children.remove(event.path()));
        }
        trees.forEach((root, watchers) -> {
            if (covers(root, event.path())) {
                hit.addAll(watchers);
            }
        });
        return hit;
    }

    private static void addAll(List<Watcher> hit, @Nullable List<Watcher> watchers) {
        if (watchers != null) {
            hit.addAll(watchers);
        }
    }

    private static boolean covers(String root, String path) {
        return root.equals("/")
                || (path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/'));
    }

    List<String> dataPaths() {
        return List.copyOf(data.keySet());
    }

    List<String> existPaths() {
        return List.copyOf(exist.keySet());
    }

    List<String> childrenPaths() {
        return List.copyOf(children.keySet());
    }

    List<String> treePaths() {
        return List.copyOf(trees.keySet());
    }

    int size() {
        return data.size() + exist.size() + children.size() + trees.size();
    }

    void clear() {
        data.clear();
        exist.clear();
        children.clear();
        trees.clear();
    }
}
