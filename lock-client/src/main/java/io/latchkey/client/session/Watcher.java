package io.latchkey.client.session;

/** Is called on the loop when a watched node changes. */
@FunctionalInterface
public interface Watcher {
    /** The node changed; a one-shot watch is gone by now. */
    void onEvent(WatchEvent event);
}
