package io.latchkey.server.config;

import io.latchkey.server.config.ConfigRefusal.Why;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.ZNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of the configuration that somebody wants. */
public sealed interface ConfigWrite {
    /**
     * What to submit, as one transaction, to make the change if the tree is still as it is here. Whatever the plan relies
     * on is checked by its requests, so it is carried out exactly or not at all.
     *
     * @return empty if there is nothing to do
     * @throws ConfigRefusal if the change can't be made as things are
     */
    List<Request> plan(ConfigTree center);

    /** Sets a value; the levels above it, the namespace among them, are made if they are missing. */
    record Put(ConfigKey key, byte[] value, Condition condition) implements ConfigWrite {
        @Override
        public List<Request> plan(ConfigTree center) {
            ConfigTree.Entry present = center.get(key);
            require(condition, key, present);
            List<Request> ops = new ArrayList<>();
            ZNode node = center.tree().node(key.path());
            if (present != null && condition.kind() != Condition.Kind.NONE) {
                ops.add(unchanged(center, key));
            } else if (node != null && present == null && condition.kind() == Condition.Kind.ABSENT) {
                ops.addAll(stillAbsent(center, key));
            }
            if (node == null) {
                List<Acl> acl = makeFolders(center, key, ops);
                ops.add(new Request.Create(key.path(), value, acl, CreateMode.PERSISTENT));
            } else {
                ops.add(new Request.SetData(key.path(), value, Request.ANY_VERSION));
            }
            return ops;
        }

        /** The levels above the key that are missing; gives the ACL that new nodes there inherit. */
        private static List<Acl> makeFolders(ConfigTree center, ConfigKey key, List<Request> ops) {
            List<Acl> acl = Acl.OPEN;
            String path = key.path();
            for (int slash = ConfigKey.ROOT.length(); slash > 0; slash = path.indexOf('/', slash + 1)) {
                String folder = path.substring(0, slash);
                ZNode node = center.tree().node(folder);
                if (node == null) {
                    ops.add(new Request.Create(folder, null, acl, CreateMode.PERSISTENT));
                } else if (node.kind() == NodeKind.EPHEMERAL) {
                    throw new ConfigRefusal(
                            Why.PARENT_IS_EPHEMERAL,
                            folder + " belongs to a session and can't have anything below it: choose another key");
                } else {
                    acl = node.acl();
                }
            }
            return acl;
        }
    }

    /** Removes a key; one that other keys lie below loses its value only. */
    record Delete(ConfigKey key, Condition condition) implements ConfigWrite {
        @Override
        public List<Request> plan(ConfigTree center) {
            requireNamespace(center, key.namespace());
            ConfigTree.Entry present = center.get(key);
            ZNode node = center.tree().node(key.path());
            if (present == null || node == null) {
                throw new ConfigRefusal(
                        Why.NO_KEY,
                        "there is no key '" + key.key() + "' in namespace '" + key.namespace()
                                + "' that could be deleted");
            }
            require(condition, key, present);
            Request delete = node.childCount() == 0
                    ? new Request.Delete(key.path(), Request.ANY_VERSION)
                    : new Request.SetData(key.path(), null, Request.ANY_VERSION);
            return List.of(unchanged(center, key), delete);
        }
    }

    /** Sets the value of an earlier version again. */
    record Rollback(ConfigKey key, int version, Condition condition) implements ConfigWrite {
        @Override
        public List<Request> plan(ConfigTree center) {
            requireNamespace(center, key.namespace());
            ConfigTree.Stored stored = center.revision(key, version);
            if (stored == null) {
                throw new ConfigRefusal(
                        Why.NO_SUCH_VERSION,
                        "version " + version + " of key '" + key.key()
                                + "' never was or is not kept any more; the history lists those that are");
            }
            byte[] value = stored.value();
            if (value == null) {
                throw new ConfigRefusal(
                        Why.VERSION_HAS_NO_VALUE,
                        "version " + version + " of key '" + key.key()
                                + "' is a deletion and has no value: choose a version with one, or delete the key");
            }
            return new Put(key, value, condition).plan(center);
        }
    }

    /** Makes a namespace. */
    record CreateNamespace(String name, boolean mustBeNew) implements ConfigWrite {
        @Override
        public List<Request> plan(ConfigTree center) {
            if (center.hasNamespace(name)) {
                if (mustBeNew) {
                    throw new ConfigRefusal(Why.NAMESPACE_EXISTS, "namespace '" + name + "' exists already");
                }
                return List.of();
            }
            List<Request> ops = new ArrayList<>();
            if (center.tree().node(ConfigKey.ROOT) == null) {
                ops.add(new Request.Create(ConfigKey.ROOT, null, Acl.OPEN, CreateMode.PERSISTENT));
            }
            ops.add(new Request.Create(ConfigKey.namespacePath(name), null, Acl.OPEN, CreateMode.PERSISTENT));
            return ops;
        }
    }

    /** Removes a namespace that has no keys, with the folders that are left in it. */
    record DeleteNamespace(String name) implements ConfigWrite {
        private static final int FOLDERS_MAX = 1_000;

        @Override
        public List<Request> plan(ConfigTree center) {
            requireNamespace(center, name);
            Deque<String> paths = new ArrayDeque<>();
            collect(center.tree().node(ConfigKey.namespacePath(name)), ConfigKey.namespacePath(name), paths);
            List<Request> ops = new ArrayList<>(paths.size());
            paths.forEach(path -> ops.add(new Request.Delete(path, Request.ANY_VERSION)));
            return ops;
        }

        /** Children first. */
        private void collect(@Nullable ZNode node, String path, Deque<String> paths) {
            if (node == null) {
                return;
            }
            paths.addFirst(path);
            if (paths.size() > FOLDERS_MAX) {
                throw notEmpty("more than " + FOLDERS_MAX + " nodes");
            }
            for (String child : node.childNames()) {
                String below = path + "/" + child;
                ZNode childNode = node.child(child);
                if (childNode != null && childNode.data() != null) {
                    ConfigKey key = ConfigKey.at(below);
                    throw notEmpty("the key '" + (key == null ? child : key.key()) + "'");
                }
                collect(childNode, below, paths);
            }
        }

        private ConfigRefusal notEmpty(String what) {
            return new ConfigRefusal(
                    Why.NAMESPACE_NOT_EMPTY, "namespace '" + name + "' still has " + what + ": delete its keys first");
        }
    }

    private static void requireNamespace(ConfigTree center, String namespace) {
        if (!center.hasNamespace(namespace)) {
            throw new ConfigRefusal(
                    Why.NO_NAMESPACE,
                    "there is no namespace '" + namespace
                            + "': choose one that exists; publishing a key to it would make it");
        }
    }

    private static void require(Condition condition, ConfigKey key, ConfigTree.@Nullable Entry present) {
        if (condition.holds(present)) {
            return;
        }
        int version = present == null ? 0 : present.newest().version();
        String is = present == null ? "does not exist" : "has version " + version;
        throw new ConfigRefusal(
                Why.CONDITION_FAILED,
                "key '" + key.key() + "' " + is
                        + ", which is not what the condition asks for: read it again, then decide",
                version);
    }

    /** Fails unless the key is exactly as it is here: each change of it changes its history node. */
    private static Request unchanged(ConfigTree center, ConfigKey key) {
        ZNode history = center.tree().node(key.historyPath());
        if (history != null) {
            return new Request.Check(key.historyPath(), history.stat().version());
        }
        ZNode node = center.tree().node(key.path());
        return new Request.Check(key.path(), node == null ? 0 : node.stat().version());
    }

    /**
     * Fails unless the folder has had no value since. If it never had one there is no history node to check; that this
     * is still so is shown by making it and taking it away again.
     */
    private static List<Request> stillAbsent(ConfigTree center, ConfigKey key) {
        if (center.tree().node(key.historyPath()) != null) {
            return List.of(unchanged(center, key));
        }
        List<Request> ops = new ArrayList<>();
        String above = ConfigKey.historyPath(key.namespace());
        if (center.tree().node(above) == null) {
            ops.add(new Request.Create(above, null, Publication.WORLD_READS, CreateMode.PERSISTENT));
        }
        ops.add(new Request.Create(key.historyPath(), null, Publication.WORLD_READS, CreateMode.PERSISTENT));
        ops.add(new Request.Delete(key.historyPath(), Request.ANY_VERSION));
        return ops;
    }
}
