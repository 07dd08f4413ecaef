package io.latchkey.client.group;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.GroupView;
import io.latchkey.client.node.NodeAt;
import io.latchkey.client.node.Trees;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.SessionListener;
import io.latchkey.client.session.WatchEvent;
import io.latchkey.client.session.ZkRequest;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of a group. The watch stands before the first listing, and on one connection a change is told before any
 * answer that shows it: answers and events are taken as they come. With each new connection all is read again, and who is not
 * met again has gone.
 */
final class MemberMirror implements GroupView {
    private static final long AGAIN_MILLIS = 200;
    private static final byte[] NO_DATA = {};

    private final ClientCore core;
    private final Trees trees;
    private final String path;
    private final @Nullable MemberNews news;
    private final Map<String, byte[]> members = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Consumer<@Nullable WatchEvent> watcher = this::onEvent;
    private final SessionListener sessionListener = (state, incarnation) -> {
        if (state != ConnectionState.CONNECTED) {
            pause();
        }
    };
    private volatile boolean live;
    private volatile boolean closed;
    // the following belong to the loop
    private int round;
    private int awaited;

    MemberMirror(ClientCore core, Trees trees, NodeAt at, @Nullable MemberNews news) {
        this.core = core;
        this.trees = trees;
        this.path = at.path();
        this.news = news;
        core.onLoop(() -> {
            core.session().addListener(sessionListener);
            trees.add(path, watcher);
        });
    }

    private void pause() {
        round++;
        live = false;
    }

    private void onEvent(@Nullable WatchEvent event) {
        if (closed) {
            return;
        }
        if (event == null) {
            load();
        } else if (event.path().length() > path.length() + 1) {
            String id = event.path().substring(path.length() + 1);
            if (event.kind() == WatchEvent.Kind.DELETED) {
                remove(id);
            } else if (id.indexOf('/') < 0) {
                int mine = round;
                core.session().submit(new ZkRequest.ReadNode(path + "/" + id, null), null, outcome -> {
                    if (mine == round) {
                        onRead(id, outcome);
                    }
                });
            }
        }
    }

    private void load() {
        int mine = ++round;
        live = false;
        core.session()
                .submit(new ZkRequest.ListChildren(path, null), core.session().incarnation(), outcome -> {
                    if (mine != round || closed) {
                        return;
                    }
                    if (outcome.ok() || outcome.code() == Code.NO_NODE) {
                        readAll(mine, outcome.ok() ? outcome.get() : List.of());
                    } else {
                        again(outcome.code());
                    }
                });
    }

    private void readAll(int mine, List<String> ids) {
        Set<String> met = new HashSet<>(ids);
        List.copyOf(members.keySet()).stream().filter(id -> !met.contains(id)).forEach(this::remove);
        awaited = ids.size();
        for (String id : ids) {
            core.session()
                    .submit(
                            new ZkRequest.ReadNode(path + "/" + id, null),
                            core.session().incarnation(),
                            outcome -> {
                                if (mine == round) {
                                    awaited--;
                                    onRead(id, outcome);
                                    completeIf(mine);
                                }
                            });
        }
        completeIf(mine);
    }

    private void completeIf(int mine) {
        if (mine == round && awaited == 0 && !closed) {
            live = true;
            ready.complete(null);
            publish();
        }
    }

    private void onRead(String id, Outcome<ZkRequest.NodeData> outcome) {
        if (closed) {
            return;
        }
        if (outcome.ok()) {
            byte @Nullable [] data = outcome.get().data();
            members.put(id, data == null ? NO_DATA : data);
            publish();
        } else if (outcome.code() == Code.NO_NODE) {
            remove(id);
        } else {
            again(outcome.code());
        }
    }

    private void remove(String id) {
        if (members.remove(id) != null) {
            publish();
        }
    }

    /** With the connection gone, the next one reads everything; otherwise a pause does. */
    private void again(Code code) {
        pause();
        if (code != Code.CONNECTION_LOST && code != Code.SESSION_EXPIRED && code != Code.CLOSED) {
            int mine = round;
            core.loop().after(AGAIN_MILLIS, () -> {
                if (mine == round && !closed) {
                    load();
                }
            });
        }
    }

    private void publish() {
        if (news != null && ready.isDone()) {
            news.tell(Map.copyOf(members));
        }
    }

    @Override
    public Map<String, byte[]> snapshot() {
        return Collections.unmodifiableMap(Map.copyOf(members));
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public CompletionStage<Void> ready() {
        return core.callbacks().publish(ready);
    }

    @Override
    public void close() {
        closed = true;
        if (news != null) {
            news.close();
        }
        core.onLoop(() -> {
            pause();
            core.session().removeListener(sessionListener);
            trees.remove(path, watcher);
        });
    }
}
