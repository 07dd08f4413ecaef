package io.latchkey.server.config;

import io.latchkey.zab.tree.ZPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A key of a namespace, and where its value and its revisions live.
 *
 * @param key one or more levels, as in {@code db/url}
 */
public record ConfigKey(String namespace, String key) {
    /** The node whose children are the namespaces. */
    public static final String ROOT = "/config";
    /** The node below which the revisions of all namespaces live; written by the server alone. */
    public static final String HISTORY = "/latchkey/history";

    private static final String BELOW_ROOT = ROOT + "/";

    /** Characters of the longest name that is kept as it is: with it, the path of a revision stays storable. */
    private static final int HISTORY_NAME_MAX = 4_000;

    /** The key whose value is at this path; null for the root, a namespace, and what lies elsewhere. */
    public static @Nullable ConfigKey at(String path) {
        if (!path.startsWith(BELOW_ROOT)) {
            return null;
        }
        int slash = path.indexOf('/', BELOW_ROOT.length());
        return slash < 0 ? null : new ConfigKey(path.substring(BELOW_ROOT.length(), slash), path.substring(slash + 1));
    }

    /** Why this can't be a namespace, for people; null if it can. */
    public static @Nullable String namespaceProblem(String namespace) {
        String problem = ZPath.nameProblem(namespace);
        return problem != null ? problem : ZPath.problem(namespacePath(namespace));
    }

    /** Why this can't be a key, for people; null if it can. */
    public @Nullable String problem() {
        String problem = namespaceProblem(namespace);
        return problem != null ? problem : ZPath.problem(path());
    }

    public static String namespacePath(String namespace) {
        return BELOW_ROOT + namespace;
    }

    /** Where the value is. */
    public String path() {
        return BELOW_ROOT + namespace + "/" + key;
    }

    public static String historyPath(String namespace) {
        return HISTORY + "/" + namespace;
    }

    /** The node that tells of the newest revision; its children, named by their version, are the revisions. */
    public String historyPath() {
        return historyPath(namespace) + "/" + historyName(key);
    }

    /** Where the revision of a version is. */
    public String revisionPath(int version) {
        return historyPath() + "/" + version;
    }

    /**
     * A key as the name of one node, so that neither folders nor other keys are met there: {@code :} stands for
     * {@code /}, and {@code ~} makes the {@code :} or {@code ~} behind it plain. What would become too long is named by
     * its hash, behind {@code ~#}, which no other name begins with.
     */
    static String historyName(String key) {
        StringBuilder name = new StringBuilder(key.length() + 8);
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '/') {
                name.append(':');
            } else if (c == ':' || c == '~') {
                name.append('~').append(c);
            } else {
                name.append(c);
            }
        }
        return name.length() <= HISTORY_NAME_MAX ? name.toString() : "~#" + hash(key);
    }

    /** The key that has this name in the history; null if the name is a hash. */
    static @Nullable String keyOf(String historyName) {
        if (historyName.startsWith("~#")) {
            return null;
        }
        StringBuilder key = new StringBuilder(historyName.length());
        for (int i = 0; i < historyName.length(); i++) {
            char c = historyName.charAt(i);
            if (c == '~' && i + 1 < historyName.length()) {
                key.append(historyName.charAt(++i));
            } else {
                key.append(c == ':' ? '/' : c);
            }
        }
        return key.toString();
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
