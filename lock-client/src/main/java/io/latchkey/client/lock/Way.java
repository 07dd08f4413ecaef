package io.latchkey.client.lock;

/** How an {@link Attempt} gets into its queue and learns that it is granted. Loop only. */
interface Way {
    /** Begins. */
    void start();

    /** The attempt has ended: nothing is to be heard of its place any more. */
    void end();
}
