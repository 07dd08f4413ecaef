package io.latchkey.client.node;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.WatchEvent;
import io.latchkey.client.session.Watcher;
import io.latchkey.client.session.ZkRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches nodes with all below for everybody in a client: one lasting watch a node, taken from the server when the last has
 * gone. Loop only.
 */
public final class Trees {
    private static final Logger LOG = LoggerFactory.getLogger(Trees.class);

    private final ClientCore core;
    private final Map<String, Tree> trees = new HashMap<>();

    /** Makes it. Any thread. */
    public Trees(ClientCore core) {
        this.core = core;
        core.onLoop(() -> core.session().addListener((state, incarnation) -> {
            if (state == ConnectionState.CONNECTED && incarnation != null) {
                List.copyOf(trees.values()).forEach(tree -> tree.connected(incarnation));
            }
        }));
    }

    /**
     * Tells of each change, and null when anything may have changed: at the beginning and with each new connection. What is
     * read when this was told is seen with the watch set.
     */
    public void add(String path, Consumer<@Nullable WatchEvent> listener) {
        Tree tree = trees.computeIfAbsent(path, Tree::new);
        tree.listeners.add(listener);
        Incarnation incarnation = core.session().incarnation();
        if (core.session().state() == ConnectionState.CONNECTED && incarnation != null) {
            tree.watch(incarnation);
            listener.accept(null);
        }
    }

    /** Tells nothing more. */
    public void remove(String path, Consumer<@Nullable WatchEvent> listener) {
        Tree tree = trees.get(path);
        if (tree != null) {
            tree.listeners.remove(listener);
            tree.retireIfDone();
        }
    }

    private final class Tree {
        private final String path;
        private final List<Consumer<@Nullable WatchEvent>> listeners = new ArrayList<>(1);
        private final Watcher watcher = this::tell;
        private @Nullable Incarnation watchedIn;
        private int underWay;

        Tree(String path) {
            this.path = path;
        }

        void connected(Incarnation incarnation) {
            watch(incarnation);
            tell(null);
        }

        private void tell(@Nullable WatchEvent event) {
            List.copyOf(listeners).forEach(listener -> listener.accept(event));
        }

        private void watch(Incarnation incarnation) {
            if (watchedIn == incarnation) {
                return;
            }
            watchedIn = incarnation;
            underWay++;
            core.session().submit(new ZkRequest.WatchTree(path, watcher), incarnation, outcome -> {
                underWay--;
                if (!outcome.ok() && watchedIn == incarnation) {
                    watchedIn = null; // the next connection sets it again
                }
                if (!outcome.ok() && outcome.code() != Code.CONNECTION_LOST && outcome.code() != Code.CLOSED) {
                    LOG.warn("cannot watch {}: {}", path, outcome.code());
                }
                retireIfDone();
            });
        }

        private void retireIfDone() {
            if (!listeners.isEmpty() || underWay > 0 || trees.get(path) != this) {
                return;
            }
            trees.remove(path);
            core.session().unwatch(path, watcher);
            if (core.session().state() == ConnectionState.CONNECTED) {
                ZkRequest.RemoveWatches.Kind any = ZkRequest.RemoveWatches.Kind.ANY;
                core.session().submit(new ZkRequest.RemoveWatches(path, any), null, outcome -> {
                    // if the connection goes, the watch goes with it
                });
            }
        }
    }
}
