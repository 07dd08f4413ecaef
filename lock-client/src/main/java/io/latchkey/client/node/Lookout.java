package io.latchkey.client.node;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.Watcher;
import io.latchkey.client.session.ZkRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Looks at one node again and again, until nobody wants to know. Loop only. */
final class Lookout {
    private static final long AGAIN_MILLIS = 100;

    private final ClientCore core;
    private final String path;
    private final Lookouts all;
    private final List<Consumer<Sight>> listeners = new ArrayList<>(1);
    private final Watcher watcher = event -> look();
    /** Only the newest look counts. */
    private int looks;

    private int underWay;

    Lookout(ClientCore core, String path, Lookouts all) {
        this.core = core;
        this.path = path;
        this.all = all;
    }

    void add(Consumer<Sight> listener) {
        listeners.add(listener);
        look();
    }

    void remove(Consumer<Sight> listener) {
        listeners.remove(listener);
        retireIfDone();
    }

    /** While there is no connection it waits: the next one begins with a look. */
    void look() {
        ConnectionState state = core.session().state();
        if (listeners.isEmpty()) {
            return;
        } else if (state == ConnectionState.CLOSED) {
            tell(new Sight(Code.CLOSED, null));
            return;
        } else if (state != ConnectionState.CONNECTED) {
            return;
        }
        int mine = ++looks;
        underWay += 2;
        // the watch first: on one connection a change is then either in what is read or told afterwards
        core.session()
                .submit(new ZkRequest.NodeExists(path, watcher), core.session().incarnation(), outcome -> {
                    underWay--;
                    retireIfDone();
                });
        core.session().submit(new ZkRequest.ReadNode(path, null), core.session().incarnation(), outcome -> {
            underWay--;
            if (mine == looks) {
                onRead(outcome);
            }
            retireIfDone();
        });
    }

    private void onRead(Outcome<ZkRequest.NodeData> outcome) {
        switch (outcome.code()) {
            case OK, NO_NODE, NO_AUTH, CLOSED -> tell(new Sight(outcome.code(), outcome.reply()));
            case CONNECTION_LOST, SESSION_EXPIRED -> {
                // whoever comes back begins with a look
            }
            default -> core.loop().after(AGAIN_MILLIS, this::look);
        }
    }

    private void tell(Sight sight) {
        List.copyOf(listeners).forEach(listener -> listener.accept(sight));
    }

    /** Not before the answers have come: a watch that is only on its way cannot be taken back. */
    private void retireIfDone() {
        if (!listeners.isEmpty() || underWay > 0) {
            return;
        }
        all.retire(path);
        core.session().unwatch(path, watcher);
        if (core.session().state() == ConnectionState.CONNECTED) {
            ZkRequest.RemoveWatches.Kind data = ZkRequest.RemoveWatches.Kind.DATA;
            core.session().submit(new ZkRequest.RemoveWatches(path, data), null, outcome -> {
                // none there: the event of a change has used it up
            });
        }
    }
}
