package io.latchkey.zab.tree;

import org.jspecify.annotations.Nullable;

/**
 * What is a path: absolute, without empty, {@code .} or {@code ..} parts, without control or private characters, at
 * most {@link #LENGTH_MAX} characters. The one place where paths are judged and taken apart.
 */
public final class ZPath {
    public static final String ROOT = "/";

    /** Characters of the longest path. A write copies one node per level, so that depth has a price. */
    public static final int LENGTH_MAX = 4096;

    /** Rules keep notes about a path below another one, so what is stored may be longer than what is asked for. */
    static final int STORED_LENGTH_MAX = 2 * LENGTH_MAX;

    private ZPath() {}

    public static boolean isValid(String path) {
        return problem(path) == null;
    }

    /** Why {@code path} is not a path, for people; null if it is one. */
    public static @Nullable String problem(String path) {
        return problem(path, LENGTH_MAX);
    }

    /** Whether the tree can hold a node there: as {@link #isValid}, but longer ones are fine too. */
    static boolean isStorable(String path) {
        return problem(path, STORED_LENGTH_MAX) == null;
    }

    private static @Nullable String problem(String path, int lengthMax) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return "a path starts with /";
        }
        if (path.length() > lengthMax) {
            return "a path has at most " + lengthMax + " characters";
        }
        return path.length() == 1 ? null : partsProblem(path, 1);
    }

    /** Why {@code name} can't be the last part of a path; null if it can. */
    public static @Nullable String nameProblem(String name) {
        return name.isEmpty() || name.indexOf('/') >= 0
                ? "a name has characters, but no /"
                : name.length() >= STORED_LENGTH_MAX
                        ? "a name has at most " + (STORED_LENGTH_MAX - 1) + " characters"
                        : partsProblem(name, 0);
    }

    /** @param first where the first part starts */
    private static @Nullable String partsProblem(String path, int first) {
        int start = first;
        for (int i = first; i <= path.length(); i++) {
            if (i < path.length() && path.charAt(i) != '/') {
                if (isForbidden(path.charAt(i))) {
                    return "character " + (int) path.charAt(i) + " at " + i + " is not allowed in a path";
                }
                continue;
            }
            if (i == start) {
                return "a path has no empty part and does not end with /";
            }
            if (isDots(path, start, i)) {
                return "a path has no relative part";
            }
            start = i + 1;
        }
        return null;
    }

    private static boolean isDots(String path, int start, int end) {
        int length = end - start;
        return length <= 2 && path.charAt(start) == '.' && path.charAt(end - 1) == '.';
    }

    /** Control characters, surrogates, private use and specials: what ZooKeeper's client library refuses too. */
    private static boolean isForbidden(char c) {
        return c <= '\u001f' || (c >= '\u007f' && c <= '\u009f') || (c >= '\ud800' && c <= '\uf8ff') || c >= '\ufff0';
    }

    /** The path above; {@code /} for the root and what lies directly below it. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? ROOT : path.substring(0, slash);
    }

    /** The last part; empty for the root. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public static String child(String parent, String name) {
        return parent.equals(ROOT) ? ROOT + name : parent + "/" + name;
    }

    /** Whether {@code path} is {@code top} or lies below it. */
    public static boolean isAtOrBelow(String path, String top) {
        return path.startsWith(top)
                && (top.equals(ROOT) || path.length() == top.length() || path.charAt(top.length()) == '/');
    }

    /** How many names lead to the node: 0 for the root. */
    static int depth(String path) {
        if (path.length() <= 1) {
            return 0;
        }
        int depth = 0;
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '/') {
                depth++;
            }
        }
        return depth;
    }
}
