package io.latchkey.server.config;

import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Stat;
import io.latchkey.zab.tree.ZNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configuration center as one tree holds it. Only reads, so any thread may use it. */
public record ConfigTree(DataTree tree) {

    /**
     * A key that has a value.
     *
     * @param newest the revision that set it
     */
    public record Entry(ConfigKey key, byte[] value, Revision newest) {}

    /** A revision and, unless it is a deletion, the value that it set. */
    public record Stored(Revision revision, byte @Nullable [] value) {}

    /** Names, sorted. */
    public List<String> namespaces() {
        ZNode root = tree.node(ConfigKey.ROOT);
        return root == null ? List.of() : sorted(root);
    }

    public boolean hasNamespace(String namespace) {
        return namespaceNode(namespace) != null;
    }

    public @Nullable ZNode namespaceNode(String namespace) {
        return tree.node(ConfigKey.namespacePath(namespace));
    }

    /** Null if there is no such key: no node, or a folder. */
    public @Nullable Entry get(ConfigKey key) {
        ZNode node = tree.node(key.path());
        if (node == null || node.data() == null) {
            return null;
        }
        Revision newest = newest(key);
        return new Entry(key, node.data(), newest == null || !newest.hasValue() ? unrecorded(node) : newest);
    }

    /** A value that came here without a revision, from a server that kept none: what the znode itself tells. */
    private static Revision unrecorded(ZNode node) {
        Stat stat = node.stat();
        return new Revision(0, Revision.Kind.PUT, "", "", stat.mtime(), stat.mzxid(), 0);
    }

    /** The newest revision, be it a deletion; null if there never was one. */
    public @Nullable Revision newest(ConfigKey key) {
        ZNode history = tree.node(key.historyPath());
        return history == null || history.data() == null ? null : RevisionFormat.decode(history.data());
    }

    /** The version of the newest revision, 0 if there never was one. */
    public int version(ConfigKey key) {
        ZNode history = tree.node(key.historyPath());
        return history == null ? 0 : HistoryEdit.versionOf(history);
    }

    /** What is kept of the past, the newest first; empty if there never was a revision. */
    public List<Revision> history(ConfigKey key) {
        ZNode history = tree.node(key.historyPath());
        if (history == null) {
            return List.of();
        }
        List<Revision> revisions = new ArrayList<>(history.childCount());
        int newest = HistoryEdit.versionOf(history);
        for (int version = newest; version >= HistoryEdit.oldest(newest, history.childCount()); version--) {
            ZNode node = history.child(Integer.toString(version));
            if (node != null && node.data() != null) {
                revisions.add(RevisionFormat.decode(node.data()));
            }
        }
        return Collections.unmodifiableList(revisions);
    }

    /** One revision; null if it never was or is not kept any more. */
    public @Nullable Stored revision(ConfigKey key, int version) {
        ZNode node = tree.node(key.revisionPath(version));
        if (node == null || node.data() == null) {
            return null;
        }
        Revision revision = RevisionFormat.decode(node.data());
        return new Stored(revision, revision.hasValue() ? RevisionFormat.value(node.data()) : null);
    }

    private static List<String> sorted(ZNode node) {
        List<String> names = new ArrayList<>(node.childNames());
        Collections.sort(names);
        return Collections.unmodifiableList(names);
    }
}
