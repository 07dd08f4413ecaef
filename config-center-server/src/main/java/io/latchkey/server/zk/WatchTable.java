package io.latchkey.server.zk;

import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Change;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one loop's connections. Node watches (left by exists and getData) and child watches are kept apart; a
 * persistent watch is one of each, a recursive one is a node watch.
 *
 * <p>Its loop's own, but for the figures, which any thread may read.
 */
final class WatchTable {
    /** No node has a longer path, so a watch there would only cost memory. */
    static final int PATH_LENGTH_MAX = 2 * ZPath.LENGTH_MAX;

    private final int watchesMax;
    private final int watchesMaxEach;
    private final WatchIndex nodes = new WatchIndex();
    private final WatchIndex children = new WatchIndex();

    private final AtomicInteger total = new AtomicInteger();
    private final AtomicInteger paths = new AtomicInteger();
    private final AtomicInteger watchers = new AtomicInteger();

    /** @param watchesMaxEach for one watcher */
    WatchTable(int watchesMax, int watchesMaxEach) {
        this.watchesMax = watchesMax;
        this.watchesMaxEach = watchesMaxEach;
    }

    /** Whether {@code watcher} may leave {@code count} more. */
    boolean hasRoom(Watcher watcher, long count) {
        return nodes.size() + children.size() + count <= watchesMax
                && nodes.sizeOf(watcher) + children.sizeOf(watcher) + count <= watchesMaxEach;
    }

    /** Why {@code watcher} may not leave a watch at {@code path}; null if it may. */
    @Nullable
    ErrorCode problem(String path, Watcher watcher) {
        if (path.length() > PATH_LENGTH_MAX) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        return hasRoom(watcher, 2) ? null : ErrorCode.THROTTLED;
    }

    boolean isEmpty() {
        return nodes.size() + children.size() == 0;
    }

    void addNodeWatch(String path, Watcher watcher) {
        nodes.add(path, watcher, WatchMode.ONE_SHOT);
        publish();
    }

    void addChildWatch(String path, Watcher watcher) {
        children.add(path, watcher, WatchMode.ONE_SHOT);
        publish();
    }

    /** @param mode not ONE_SHOT */
    void addLasting(String path, Watcher watcher, WatchMode mode) {
        nodes.add(path, watcher, mode);
        if (mode == WatchMode.PERSISTENT) {
            children.add(path, watcher, mode);
        }
        publish();
    }

    boolean has(String path, Watcher watcher, WatchSelection selection) {
        return switch (selection) {
            case CHILDREN -> children.has(path, watcher, WatchMode.ONE_SHOT);
            case DATA -> nodes.has(path, watcher, WatchMode.ONE_SHOT);
            case PERSISTENT -> nodes.has(path, watcher, WatchMode.PERSISTENT);
            case RECURSIVE -> nodes.has(path, watcher, WatchMode.RECURSIVE);
            case ANY -> nodes.has(path, watcher, null) || children.has(path, watcher, null);
        };
    }

    /** Whether there was one to remove. */
    boolean remove(String path, Watcher watcher, WatchSelection selection) {
        boolean removed = switch (selection) {
            case CHILDREN -> children.remove(path, watcher, WatchMode.ONE_SHOT);
            case DATA -> nodes.remove(path, watcher, WatchMode.ONE_SHOT);
            case PERSISTENT -> removeBoth(path, watcher, WatchMode.PERSISTENT);
            case RECURSIVE -> nodes.remove(path, watcher, WatchMode.RECURSIVE);
            case ANY -> removeBoth(path, watcher, null);
        };
        publish();
        return removed;
    }

    private boolean removeBoth(String path, Watcher watcher, @Nullable WatchMode mode) {
        boolean ofChildren = children.remove(path, watcher, mode);
        return nodes.remove(path, watcher, mode) || ofChildren;
    }

    void removeAll(Watcher watcher) {
        nodes.removeAll(watcher);
        children.removeAll(watcher);
        publish();
    }

    /** Tells the watchers of what the transaction touched. {@code before} is the tree that it was applied to. */
    void fire(Committed committed, DataTree before) {
        if (isEmpty()) {
            return;
        }
        List<Change> changes = committed.changes();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            if (change instanceof Change.DataChanged c) {
                tell(
                        node(c.path(), Set.of()),
                        EventType.DATA,
                        c.path(),
                        committed.zxid(),
                        c.node().acl());
            } else if (change instanceof Change.Created c) {
                tell(
                        node(c.path(), Set.of()),
                        EventType.CREATED,
                        c.path(),
                        committed.zxid(),
                        c.node().acl());
                fireChildren(c.path(), committed, before);
            } else if (change instanceof Change.Deleted c) {
                // one event each, even for who watches both the node and its children
                Set<Watcher> found = new LinkedHashSet<>(node(c.path(), Set.of()));
                children.trigger(c.path(), found);
                tell(
                        found,
                        EventType.DELETED,
                        c.path(),
                        committed.zxid(),
                        c.was().acl());
                fireChildren(c.path(), committed, before);
            }
        }
        publish();
    }

    private Set<Watcher> node(String path, Set<Watcher> none) {
        if (nodes.size() == 0) {
            return none;
        }
        Set<Watcher> found = new LinkedHashSet<>();
        nodes.trigger(path, found);
        return found;
    }

    private void fireChildren(String path, Committed committed, DataTree before) {
        String parent = ZPath.parent(path);
        if (!children.isWatched(parent)) {
            return;
        }
        Set<Watcher> found = new LinkedHashSet<>();
        children.trigger(parent, found);
        ZNode node = committed.tree().node(parent);
        if (node == null) {
            node = before.node(parent); // deleted later in the same transaction
        }
        tell(found, EventType.CHILDREN, parent, committed.zxid(), node == null ? null : node.acl());
    }

    private static void tell(Set<Watcher> watchers, EventType type, String path, long zxid, @Nullable List<Acl> acl) {
        for (Watcher watcher : watchers) {
            watcher.onEvent(type, path, zxid, acl);
        }
    }

    private void publish() {
        total.lazySet(nodes.size() + children.size());
        paths.lazySet(nodes.paths() + children.paths());
        watchers.lazySet(Math.max(nodes.watchers(), children.watchers()));
    }

    /** Any thread. */
    int total() {
        return total.get();
    }

    /** Watched paths; one that is watched in both ways counts twice. Any thread. */
    int paths() {
        return paths.get();
    }

    /** Connections that watch something, if all watch in the same way; else a lower bound. Any thread. */
    int watchers() {
        return watchers.get();
    }
}
