package io.latchkey.zab.runtime;

/** One who follows the published state: an event loop, as a rule. */
public interface Subscriber {
    /** Called on the engine thread, in order, for each batch: hand over to your own thread and return at once. */
    void onBatch(Batch batch);
}
