package io.latchkey.server.config;

import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.ZNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key and what became of it.
 *
 * @param revision the newest of the key at that time
 * @param value null if the key is gone
 */
public record ConfigChange(ConfigKey key, Revision revision, byte @Nullable [] value) {

    /** The keys that a transaction touched, each once. */
    public static Set<ConfigKey> touched(List<Change> changes) {
        Set<ConfigKey> keys = new LinkedHashSet<>();
        for (Change change : changes) {
            String path = null;
            if (change instanceof Change.Created c) {
                path = c.path();
            } else if (change instanceof Change.DataChanged c) {
                path = c.path();
            } else if (change instanceof Change.Deleted c) {
                path = c.path();
            }
            ConfigKey key = path == null ? null : ConfigKey.at(path);
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** What a transaction made of a key that it touched; null if that is a folder and never was more. */
    public static @Nullable ConfigChange of(Committed committed, ConfigKey key) {
        return of(new ConfigTree(committed.tree()), key);
    }

    private static @Nullable ConfigChange of(ConfigTree center, ConfigKey key) {
        ConfigTree.Entry entry = center.get(key);
        if (entry != null) {
            return new ConfigChange(key, entry.newest(), entry.value());
        }
        Revision newest = center.newest(key);
        return newest == null ? null : new ConfigChange(key, newest, null);
    }

    private record Touched(String name, long zxid) {}

    /**
     * What happened to the keys of a namespace after a transaction, as the history tells: of each key that was changed,
     * the newest change, oldest first.
     *
     * @param max changes to tell of at most
     * @return null if there are more, or if some are forgotten: then only reading everything again helps
     */
    public static @Nullable List<ConfigChange> after(ConfigTree center, String namespace, long zxid, int max) {
        if (zxid < forgottenUpTo(center, namespace)) {
            return null;
        }
        ZNode histories = center.tree().node(ConfigKey.historyPath(namespace));
        if (histories == null) {
            return List.of();
        }
        List<Touched> touched = new ArrayList<>();
        for (String name : histories.childNames()) {
            ZNode history = histories.child(name);
            long changed = history == null ? 0 : history.stat().mzxid();
            if (changed > zxid) {
                if (touched.size() == max) {
                    return null;
                }
                touched.add(new Touched(name, changed));
            }
        }
        touched.sort(Comparator.comparingLong(Touched::zxid).thenComparing(Touched::name));
        return resolve(center, namespace, touched);
    }

    private static @Nullable List<ConfigChange> resolve(ConfigTree center, String namespace, List<Touched> touched) {
        List<ConfigChange> changes = new ArrayList<>(touched.size());
        for (Touched one : touched) {
            String name = ConfigKey.keyOf(one.name());
            ConfigChange change = name == null ? null : of(center, new ConfigKey(namespace, name));
            if (change == null) {
                return null;
            }
            changes.add(change);
        }
        return changes;
    }

    /** Deletions up to this zxid may have left no trace. */
    private static long forgottenUpTo(ConfigTree center, String namespace) {
        ZNode line = center.tree().node(HistoryEdit.deletedPath(namespace));
        byte[] zxid = line == null ? null : line.data();
        return zxid == null ? 0 : Long.parseLong(new String(zxid, StandardCharsets.US_ASCII));
    }
}
