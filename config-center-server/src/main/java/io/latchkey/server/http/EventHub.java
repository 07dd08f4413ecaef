package io.latchkey.server.http;

import io.latchkey.server.config.ConfigChange;
import io.latchkey.server.config.ConfigKey;
import io.latchkey.server.view.LoopObserver;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.ServerState;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The event streams of one event loop: tells each what its namespace goes through. Loop only. */
final class EventHub implements LoopObserver {
    private final LoopView view;
    private final Attention attention;
    private final ReadFloor floor;
    private final Map<String, Set<EventStream>> streams = new HashMap<>();
    /** The server did not serve, or transactions were missed: streams must catch up from the tree. */
    private boolean broken;

    EventHub(LoopView view, Attention attention, ReadFloor floor) {
        this.view = view;
        this.attention = attention;
        this.floor = floor;
        view.addObserver(this);
    }

    LoopView view() {
        return view;
    }

    /** To be called before a client is told of the tree at this zxid. */
    void show(long zxid) {
        floor.show(zxid);
    }

    /** Takes a stream in and starts it. */
    void add(EventStream stream) {
        streams.computeIfAbsent(stream.namespace(), namespace -> new LinkedHashSet<>())
                .add(stream);
        attention.need();
        view.catchUp();
        if (view.state().serving()) {
            stream.begin();
        } else {
            broken = true;
        }
    }

    void remove(EventStream stream) {
        Set<EventStream> ofNamespace = streams.get(stream.namespace());
        if (ofNamespace == null || !ofNamespace.remove(stream)) {
            return;
        }
        if (ofNamespace.isEmpty()) {
            streams.remove(stream.namespace());
        }
        attention.release();
    }

    /** Says to all that they are alive, and lets those go on that could not before. */
    void beat() {
        boolean serving = view.state().serving() && !broken;
        all().forEach(stream -> stream.beat(serving));
    }

    /** Ends all streams: the server stops. */
    void close() {
        all().forEach(EventStream::end);
        view.removeObserver(this);
    }

    /** Orders the view behind all that was committed anywhere; then the stream catches up for good or starts afresh. */
    void syncThenCatchUp(EventStream stream) {
        view.sync()
                .onSuccess(tree -> stream.catchUpAfterSync())
                // the next beat tries again
                .onFailure(failure -> stream.fallBehind());
    }

    @Override
    public void beforeReply(Committed committed) {
        if (streams.isEmpty()) {
            return;
        }
        Map<String, List<ConfigChange>> changes = new HashMap<>();
        for (ConfigKey key : ConfigChange.touched(committed.changes())) {
            if (streams.containsKey(key.namespace())) {
                ConfigChange change = ConfigChange.of(committed, key);
                if (change != null) {
                    changes.computeIfAbsent(key.namespace(), namespace -> new ArrayList<>())
                            .add(change);
                }
            }
        }
        changes.forEach((namespace, all) -> {
            Buffer frames = EventFrames.changes(all, committed.zxid());
            Set<EventStream> ofNamespace = streams.getOrDefault(namespace, Set.of());
            List.copyOf(ofNamespace).forEach(stream -> stream.live(committed.zxid(), frames));
        });
    }

    @Override
    public void onLost() {
        broken = true;
        all().forEach(EventStream::fallBehind);
    }

    @Override
    public void onCaughtUp(ServerState state) {
        if (broken && state.serving()) {
            broken = false;
            all().forEach(EventStream::catchUp);
        }
    }

    private List<EventStream> all() {
        List<EventStream> all = new ArrayList<>();
        streams.values().forEach(all::addAll);
        return all;
    }
}
