package io.latchkey.server.view;

/** One who waits for a sync of this loop. Called on the loop, at most once. */
public interface SyncHandle {
    /** The loop's tree has all that was committed anywhere when the sync was asked for. */
    void onSynced();
}
