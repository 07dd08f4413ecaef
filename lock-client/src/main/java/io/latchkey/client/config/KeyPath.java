package io.latchkey.client.config;

import io.latchkey.client.session.NodePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a key, or all keys under a prefix, live.
 *
 * @param root the node above all configuration
 * @param key  a namespace and perhaps further levels
 */
public record KeyPath(String root, String key) {

    public KeyPath {
        NodePath.check(root + "/" + key);
    }

    /** The node. */
    public String path() {
        return root + "/" + key;
    }

    /** All nodes above it, the topmost first. */
    List<String> parents() {
        List<String> parents = new ArrayList<>();
        String path = path();
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            parents.add(path.substring(0, slash));
        }
        return parents;
    }
}
