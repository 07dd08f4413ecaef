package io.latchkey.client.config;

import io.latchkey.client.ConfigChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes on their way to one listener, in order. When the listener falls far behind, those of the same key come as one, so
 * that however slow it is, not much more waits for it than one change a key. Any thread; never blocks.
 */
final class Backlog {
    static final int APART_MAX = 1_000;

    private final Executor executor;
    private final Consumer<ConfigChange> listener;
    private final ReentrantLock guard = new ReentrantLock();
    private final Deque<ConfigChange> waiting = new ArrayDeque<>();
    private int foldAbove = APART_MAX;
    private boolean running;

    /** Calls the listener on the executor, one call at a time. */
    Backlog(Executor executor, Consumer<ConfigChange> listener) {
        this.executor = executor;
        this.listener = listener;
    }

    void add(ConfigChange change) {
        guard.lock();
        try {
            waiting.add(change);
            if (waiting.size() > foldAbove) {
                fold();
            }
            if (running) {
                return;
            }
            running = true;
        } finally {
            guard.unlock();
        }
        executor.execute(this::drain);
    }

    /** The place of a key is that of its newest change. */
    private void fold() {
        Map<String, ConfigChange> folded = new LinkedHashMap<>();
        for (ConfigChange change : waiting) {
            ConfigChange earlier = folded.remove(change.key());
            String before = earlier == null ? change.before() : earlier.before();
            if (earlier == null || !Objects.equals(before, change.after())) {
                folded.put(
                        change.key(),
                        new ConfigChange(change.key(), before, change.after(), change.version(), change.zxid()));
            }
        }
        waiting.clear();
        waiting.addAll(folded.values());
        // folding again pays only when there is about as much new as there was
        foldAbove = Math.max(APART_MAX, 2 * waiting.size());
    }

    /** A listener that fails must neither lose the changes behind it nor hide its failure: they go on in a turn of their own. */
    private void drain() {
        boolean returned = false;
        try {
            ConfigChange change = next();
            while (change != null) {
                listener.accept(change);
                change = next();
            }
            returned = true;
        } finally {
            if (!returned) {
                executor.execute(this::drain);
            }
        }
    }

    private @Nullable ConfigChange next() {
        guard.lock();
        try {
            ConfigChange change = waiting.poll();
            running = change != null;
            return change;
        } finally {
            guard.unlock();
        }
    }
}
