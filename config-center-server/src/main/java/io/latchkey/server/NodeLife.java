package io.latchkey.server;

import io.latchkey.zab.runtime.Divergence;
import io.latchkey.zab.runtime.Past;
import org.jspecify.annotations.Nullable;

/**
 * One of the lives that a node has in a process: how it starts, and what it knows of those before.
 *
 * @param fromPeers its own data is set aside first: a start from the disk has led to the same difference again
 */
record NodeLife(Past past, boolean fromPeers) {
    static final NodeLife FIRST = new NodeLife(Past.NONE, false);

    /** The next one, or null if there must be none. */
    @Nullable
    NodeLife next(Restarts.Next how, Throwable problem) {
        Past more = problem instanceof Divergence divergence ? past.after(divergence) : past;
        return how == Restarts.Next.END ? null : new NodeLife(more, how == Restarts.Next.FROM_PEERS);
    }
}
