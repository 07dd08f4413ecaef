package io.latchkey.zab.runtime;

import io.latchkey.zab.tree.DataTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the subscribers what was committed and what this server is. Engine thread, but for {@link #remove}. */
final class Publisher {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    /** Each transaction keeps the tree as it was after it: of a long log's, not all may be held at once. */
    private static final int BATCH_MAX = 1_000;

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private List<Committed> committed = new ArrayList<>();
    private List<Pending> synced = new ArrayList<>();
    private volatile DataTree tree;
    private ServerState state;
    private boolean changed;

    Publisher(DataTree tree, ServerState state) {
        this.tree = tree;
        this.state = state;
    }

    /** Tells the newcomer how things stand, and all that follows. */
    void add(Subscriber subscriber) {
        flush(); // the others are told first, so that nothing is told to the newcomer twice
        subscribers.add(subscriber);
        tell(subscriber, new Batch(tree, List.of(), state));
    }

    /** Any thread; a batch that is on its way may still arrive. */
    void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    ServerState state() {
        return state;
    }

    /** Any thread. */
    DataTree tree() {
        return tree;
    }

    void committed(Committed one) {
        committed.add(one);
        tree = one.tree();
        if (committed.size() >= BATCH_MAX) {
            flush();
        }
    }

    void synced(Pending one) {
        synced.add(one);
    }

    void restored(DataTree newTree) {
        tree = newTree;
        changed = true;
    }

    /** Published at once, after what was committed before: no state is skipped. */
    void stateChanged(ServerState newState) {
        flush();
        if (!newState.equals(state)) {
            state = newState;
            changed = true;
            flush();
        }
    }

    /** Publishes what has come since the last batch, if anything has. */
    void flush() {
        if (committed.isEmpty() && synced.isEmpty() && !changed) {
            return;
        }
        Batch batch =
                new Batch(tree, Collections.unmodifiableList(committed), Collections.unmodifiableList(synced), state);
        committed = new ArrayList<>();
        synced = new ArrayList<>();
        changed = false;
        for (Subscriber subscriber : subscribers) {
            tell(subscriber, batch);
        }
    }

    private static void tell(Subscriber subscriber, Batch batch) {
        try {
            subscriber.onBatch(batch);
        } catch (RuntimeException e) {
            log.error("a subscriber failed to take a batch; it is told the next one all the same", e);
        }
    }
}
