package io.latchkey.client.node;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.session.ClientCore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Watches single nodes for all of a client who wait for something there: one watch a node, however many wait, taken from the
 * server when the last has gone. Nobody else may watch the same nodes. Loop only.
 */
public final class Lookouts {
    private final ClientCore core;
    private final Map<String, Lookout> lookouts = new HashMap<>();

    /** Makes it. Any thread. */
    public Lookouts(ClientCore core) {
        this.core = core;
        core.onLoop(() -> core.session().addListener((state, incarnation) -> {
            if (state == ConnectionState.CONNECTED || state == ConnectionState.CLOSED) {
                List.copyOf(lookouts.values()).forEach(Lookout::look);
            }
        }));
    }

    /** Tells what is to be seen, behind all that was submitted before, and again whenever it may have changed. */
    public void add(String path, Consumer<Sight> listener) {
        lookouts.computeIfAbsent(path, p -> new Lookout(core, p, this)).add(listener);
    }

    /** Tells nothing more. */
    public void remove(String path, Consumer<Sight> listener) {
        Lookout lookout = lookouts.get(path);
        if (lookout != null) {
            lookout.remove(listener);
        }
    }

    void retire(String path) {
        lookouts.remove(path);
    }
}
