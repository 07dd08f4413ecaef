package io.latchkey.client.config;

import io.latchkey.client.ConfigChange;
import io.latchkey.client.ConfigEntry;
import io.latchkey.client.ConfigView;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.Loop;
import io.latchkey.client.session.NodeStat;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.SessionListener;
import io.latchkey.client.session.WatchEvent;
import io.latchkey.client.session.Watcher;
import io.latchkey.client.session.ZkRequest;
import io.latchkey.client.session.ZkSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of a subtree. Loop only, except what is said to be readable by any thread.
 *
 * <p>There is no gap: the watch is set before the first read, and on one connection a change is reported before any reply
 * that shows it, so replies and events only need to be applied in the order in which they come. After a reconnect the watch
 * holds again but events in between are lost, so everything is read again; what is not met again has been removed.
 */
final class TreeMirror {
    private static final Logger LOG = LoggerFactory.getLogger(TreeMirror.class);
    private static final int READS_AT_ONCE = 256;
    private static final long RELOAD_MILLIS = 200;

    private final Loop loop;
    private final ZkSession session;
    private final String root;
    private final Consumer<ConfigChange> changes;
    private final Map<String, ConfigEntry> entries = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Watcher watcher = this::onEvent;
    private final SessionListener listener = this::onState;
    private volatile ConfigView.State state = ConfigView.State.LOADING;
    private @Nullable Incarnation watchedIn;
    private @Nullable Round round;

    /** One reading of the whole tree. */
    private static final class Round {
        private final Incarnation session;
        private final Deque<String> todo = new ArrayDeque<>();
        private final Set<String> met = new HashSet<>();
        private int underWay;

        Round(Incarnation session) {
            this.session = session;
        }
    }

    TreeMirror(Loop loop, ZkSession session, String root, Consumer<ConfigChange> changes) {
        this.loop = loop;
        this.session = session;
        this.root = root;
        this.changes = changes;
    }

    /** The copy, by key. Any thread may read. */
    Map<String, ConfigEntry> entries() {
        return entries;
    }

    /** Any thread. */
    ConfigView.State state() {
        return state;
    }

    /** Completes on the loop after the first full reading. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    void start() {
        session.addListener(listener);
        onState(session.state(), session.incarnation());
    }

    void stop() {
        session.removeListener(listener);
        session.unwatch(root, watcher);
        round = null;
        state = ConfigView.State.CLOSED;
    }

    private void onState(ConnectionState now, @Nullable Incarnation incarnation) {
        round = null;
        if (now == ConnectionState.CONNECTED && incarnation != null) {
            load(incarnation);
        } else if (now == ConnectionState.CLOSED) {
            state = ConfigView.State.CLOSED;
        } else if (state == ConfigView.State.LIVE) {
            state = ConfigView.State.STALE;
        }
    }

    private void load(Incarnation incarnation) {
        Round mine = new Round(incarnation);
        round = mine;
        if (watchedIn != incarnation) {
            session.submit(new ZkRequest.WatchTree(root, watcher), incarnation, outcome -> {
                if (outcome.ok()) {
                    watchedIn = incarnation;
                } else if (outcome.code() != Code.CONNECTION_LOST && outcome.code() != Code.SESSION_EXPIRED) {
                    LOG.error("cannot watch {}: {}; changes will not be seen", root, outcome.code());
                }
            });
        }
        mine.todo.add(root);
        proceed(mine);
    }

    private void proceed(Round mine) {
        while (round == mine && mine.underWay < READS_AT_ONCE && !mine.todo.isEmpty()) {
            String path = mine.todo.remove();
            mine.underWay++;
            session.submit(new ZkRequest.ReadNode(path, null), mine.session, outcome -> onLoaded(mine, path, outcome));
        }
        if (round == mine && mine.underWay == 0 && mine.todo.isEmpty()) {
            complete(mine);
        }
    }

    private void onLoaded(Round mine, String path, Outcome<ZkRequest.NodeData> outcome) {
        if (round != mine) {
            return;
        }
        onRead(path, outcome);
        if (outcome.ok() && outcome.get().stat().children() > 0) {
            session.submit(new ZkRequest.ListChildren(path, null), mine.session, names -> onListed(mine, path, names));
        } else {
            mine.underWay--;
            proceed(mine);
        }
    }

    private void onListed(Round mine, String path, Outcome<List<String>> names) {
        if (round != mine) {
            return;
        }
        if (names.ok()) {
            names.get().forEach(name -> mine.todo.add(path + "/" + name));
        } else if (names.code() != Code.NO_NODE) {
            missed(path, names.code());
            return;
        }
        mine.underWay--;
        proceed(mine);
    }

    private void complete(Round mine) {
        for (String key : List.copyOf(entries.keySet())) {
            if (!mine.met.contains(key)) {
                remove(key, -1);
            }
        }
        round = null;
        state = ConfigView.State.LIVE;
        ready.complete(null);
    }

    private void onEvent(WatchEvent event) {
        if (state == ConfigView.State.CLOSED) {
            return;
        }
        if (event.kind() == WatchEvent.Kind.DELETED) {
            remove(key(event.path()), event.zxid());
        } else {
            session.submit(new ZkRequest.ReadNode(event.path(), null), session.incarnation(), outcome -> {
                if (state != ConfigView.State.CLOSED) {
                    onRead(event.path(), outcome);
                }
            });
        }
    }

    private void onRead(String path, Outcome<ZkRequest.NodeData> outcome) {
        String key = key(path);
        if (outcome.ok()) {
            byte @Nullable [] data = outcome.get().data();
            if (data == null) {
                remove(key, outcome.get().stat().mzxid());
            } else {
                put(key, new String(data, StandardCharsets.UTF_8), outcome.get().stat());
            }
        } else if (outcome.code() == Code.NO_NODE) {
            remove(key, outcome.zxid());
        } else if (outcome.code() == Code.NO_AUTH) {
            LOG.warn("not allowed to read {}", path);
        } else {
            missed(path, outcome.code());
        }
    }

    /** Something could not be read. With the connection gone, coming back reads everything; otherwise a pause does. */
    private void missed(String path, Code code) {
        round = null;
        if (code == Code.CONNECTION_LOST || code == Code.SESSION_EXPIRED || code == Code.CLOSED) {
            return;
        }
        LOG.warn("cannot read {}: {}; reading everything again", path, code);
        if (state == ConfigView.State.LIVE) {
            state = ConfigView.State.STALE;
        }
        var unused = loop.after(RELOAD_MILLIS, () -> {
            if (round == null && state != ConfigView.State.CLOSED) {
                onState(session.state(), session.incarnation());
            }
        });
    }

    private void put(String key, String value, NodeStat stat) {
        if (round != null) {
            round.met.add(key);
        }
        ConfigEntry before = entries.put(key, new ConfigEntry(value, stat.version(), stat.mzxid()));
        if (ready.isDone() && (before == null || !before.value().equals(value))) {
            changes.accept(
                    new ConfigChange(key, before == null ? null : before.value(), value, stat.version(), stat.mzxid()));
        }
    }

    private void remove(String key, long zxid) {
        if (round != null) {
            round.met.remove(key);
        }
        ConfigEntry before = entries.remove(key);
        if (ready.isDone() && before != null) {
            changes.accept(new ConfigChange(key, before.value(), null, -1, zxid));
        }
    }

    /** The root itself, should it have a value, is the key "". */
    private String key(String path) {
        return path.length() <= root.length() ? "" : path.substring(root.length() + 1);
    }
}
