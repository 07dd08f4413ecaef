package io.latchkey.server.config;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.ZNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one more revision does to the history of a key.
 *
 * <p>The newest revision, without its value, is the data of the key's history node, so it is found without a search. Each
 * revision sets that data once, so the version of a key is the znode version of its history node plus 1: a check of
 * the one is a check of the other. The revisions that are kept are the newest without a gap, so their number tells the
 * oldest.
 *
 * <p>Deleted keys wait in line to be forgotten: below {@code /latchkey/deleted/NAMESPACE} there is an entry for each
 * deletion, numbered as they came. An entry counts only if the key has not come back since.
 */
final class HistoryEdit {
    /** Below it, the deleted keys of each namespace in the order of their deletion. */
    static final String DELETED = "/latchkey/deleted";

    private final DataTree before;
    private final ConfigKey key;
    private final HistoryLimits limits;
    private final String path;
    private final @Nullable ZNode history;
    private final int nextVersion;
    private final List<Txn> txns = new ArrayList<>(4);

    HistoryEdit(DataTree before, ConfigKey key, HistoryLimits limits) {
        this.before = before;
        this.key = key;
        this.limits = limits;
        path = key.historyPath();
        history = before.node(path);
        nextVersion = history == null ? 1 : versionOf(history) + 1;
    }

    /** The version of the key whose history node this is. */
    static int versionOf(ZNode history) {
        return history.stat().version() + 1;
    }

    /** The oldest version that is kept, of {@code kept} that end with {@code newest}. */
    static int oldest(int newest, int kept) {
        return newest - kept + 1;
    }

    int nextVersion() {
        return nextVersion;
    }

    List<Txn> txns() {
        return List.copyOf(txns);
    }

    void add(Revision revision, Publication publication) {
        byte[] head = RevisionFormat.encode(revision);
        byte[] value = publication.value();
        byte[] whole = value == null ? head : RevisionFormat.encode(revision, value);
        if (history == null) {
            ensure(ConfigKey.historyPath(key.namespace()));
            create(path, head, publication.revisionAcl());
        } else {
            txns.add(new Txn.SetData(path, head, history.stat().version() + 1));
            dropOldest(history, whole.length);
        }
        create(key.revisionPath(revision.version()), whole, publication.revisionAcl());
    }

    private void dropOldest(ZNode history, long newBytes) {
        int newest = versionOf(history);
        int oldest = oldest(newest, history.childCount());
        long bytes = newBytes;
        int keepFrom = newest + 1;
        while (keepFrom > oldest && nextVersion - keepFrom + 1 < limits.revisions()) {
            ZNode older = history.child(Integer.toString(keepFrom - 1));
            bytes += older == null ? 0 : older.stat().dataLength();
            if (bytes > limits.bytes()) {
                break;
            }
            keepFrom--;
        }
        for (int version = oldest; version < keepFrom; version++) {
            txns.add(new Txn.Delete(key.revisionPath(version)));
        }
    }

    /** The key was deleted: it takes its place in the line, and if that is too long, the first leaves it. */
    void bury() {
        String line = deletedPath(key.namespace());
        ensure(DELETED);
        ensure(line);
        ZNode node = before.node(line);
        long place = node == null ? 0 : node.createCount();
        byte[] entry = (nextVersion + " " + ConfigKey.historyName(key.key())).getBytes(StandardCharsets.UTF_8);
        create(line + "/" + place, entry, Publication.WORLD_READS);
        if (node != null && node.childCount() >= limits.deletedKeys()) {
            forgetFirst(line, node);
        }
    }

    static String deletedPath(String namespace) {
        return DELETED + "/" + namespace;
    }

    private void forgetFirst(String line, ZNode node) {
        String first = Long.toString(node.createCount() - node.childCount());
        ZNode entry = node.child(first);
        txns.add(new Txn.Delete(line + "/" + first));
        if (entry == null || entry.data() == null) {
            return;
        }
        String text = new String(entry.data(), StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        String name = text.substring(space + 1);
        String forgotten = ConfigKey.historyPath(key.namespace()) + "/" + name;
        ZNode history = before.node(forgotten);
        if (history == null || versionOf(history) != Integer.parseInt(text.substring(0, space))) {
            return; // it came back
        }
        int newest = versionOf(history);
        for (int version = oldest(newest, history.childCount()); version <= newest; version++) {
            txns.add(new Txn.Delete(forgotten + "/" + version));
        }
        txns.add(new Txn.Delete(forgotten));
        byte[] zxid = Long.toString(history.stat().mzxid()).getBytes(StandardCharsets.UTF_8);
        txns.add(new Txn.SetData(line, zxid, node.stat().version() + 1));
    }

    private void ensure(String folder) {
        if (before.node(folder) == null) {
            create(folder, null, Publication.WORLD_READS);
        }
    }

    private void create(String at, byte @Nullable [] data, List<Acl> acl) {
        txns.add(new Txn.Create(at, data, acl, NodeKind.PERSISTENT, 0));
    }
}
