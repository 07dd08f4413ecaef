package io.latchkey.client.lock;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.Loop;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.ZkRequest;
import io.latchkey.client.session.ZkSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists queues. All who ask for the same queue in one turn of the loop share one listing, so that a thousand waiters who
 * join together don't make the server send a million names.
 */
final class Roster {
    private record Key(String path, @Nullable Incarnation scope) {}

    private final Loop loop;
    private final ZkSession session;
    private final Map<Key, List<Consumer<Outcome<Queue>>>> asked = new HashMap<>();

    Roster(Loop loop, ZkSession session) {
        this.loop = loop;
        this.session = session;
    }

    /** Lists the queue behind everything submitted so far. A queue that doesn't exist is {@link Code#NO_NODE}. */
    void list(String path, @Nullable Incarnation scope, Consumer<Outcome<Queue>> callback) {
        if (session.state() == ConnectionState.CLOSED) {
            callback.accept(new Outcome<>(Code.CLOSED, null, 0, null));
            return;
        }
        Key key = new Key(path, scope);
        List<Consumer<Outcome<Queue>>> callbacks = asked.get(key);
        if (callbacks == null) {
            callbacks = new ArrayList<>(1);
            asked.put(key, callbacks);
            loop.execute(() -> send(key));
        }
        callbacks.add(callback);
    }

    private void send(Key key) {
        List<Consumer<Outcome<Queue>>> callbacks = asked.remove(key);
        if (callbacks == null) {
            return;
        }
        session.submit(new ZkRequest.ListChildren(key.path(), null), key.scope(), outcome -> {
            Queue queue = outcome.ok() ? Queue.of(outcome.get()) : null;
            Outcome<Queue> read = new Outcome<>(outcome.code(), queue, outcome.zxid(), outcome.incarnation());
            callbacks.forEach(callback -> callback.accept(read));
        });
    }
}
