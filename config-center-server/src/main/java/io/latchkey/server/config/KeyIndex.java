package io.latchkey.server.config;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.zab.tree.ZNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * The keys of namespaces in order, page by page. Sorting a large namespace takes long enough to be done once: since a
 * namespace is an immutable node, the order that was found for it stays right. Any thread may use it.
 */
public final class KeyIndex {
    /** Names remembered at most, of all namespaces together. */
    private static final int NAMES_MAX = 1_000_000;

    private final Cache<ZNode, String[]> sorted = Caffeine.newBuilder()
            .weakKeys()
            .maximumWeight(NAMES_MAX)
            .weigher((ZNode node, String[] keys) -> keys.length + 1)
            .executor(Runnable::run)
            .build();

    /**
     * Keys in the order of their characters.
     *
     * @param more whether there are keys after the last
     */
    public record Page(List<String> keys, boolean more) {}

    private record Folder(String prefix, ZNode node) {}

    /**
     * Keys that come after {@code after}.
     *
     * @param after need not exist; empty for the first page
     * @param limit at least 1
     */
    public Page page(ZNode namespace, String after, int limit) {
        String[] keys = sorted.get(namespace, KeyIndex::sort);
        int at = Arrays.binarySearch(keys, after);
        int from = at >= 0 ? at + 1 : -at - 1;
        int to = Math.min(keys.length, from + limit);
        return new Page(Collections.unmodifiableList(Arrays.asList(keys).subList(from, to)), to < keys.length);
    }

    private static String[] sort(ZNode namespace) {
        List<String> keys = new ArrayList<>();
        Deque<Folder> todo = new ArrayDeque<>();
        todo.add(new Folder("", namespace));
        Folder folder;
        while ((folder = todo.poll()) != null) {
            for (String name : folder.node().childNames()) {
                ZNode child = folder.node().child(name);
                if (child == null) {
                    continue;
                }
                if (child.data() != null) {
                    keys.add(folder.prefix() + name);
                }
                if (child.childCount() > 0) {
                    todo.add(new Folder(folder.prefix() + name + "/", child));
                }
            }
        }
        String[] order = keys.toArray(String[]::new);
        Arrays.sort(order);
        return order;
    }
}
