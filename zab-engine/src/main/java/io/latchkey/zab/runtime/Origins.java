package io.latchkey.zab.runtime;

import java.util.HashMap;
import java.util.Map;

/**
 * How far the submissions of each other server have come to this leader in its epoch. A server whose bond has broken
 * forwards all that waits again, in order of numbers, and can't know what arrived the first time. Engine thread.
 */
final class Origins {
    /** @param last all submissions of this life up to this number have come */
    private record Progress(long life, long last) {}

    private final Map<Integer, Progress> progress = new HashMap<>(); // by server

    /** Whether this one has not come before; from now on it has. */
    boolean isNew(int server, PeerFrame.Forwarded forwarded) {
        Progress known = progress.get(server);
        if (known != null && known.life() == forwarded.life() && forwarded.number() <= known.last()) {
            return false;
        }
        progress.put(server, new Progress(forwarded.life(), forwarded.number()));
        return true;
    }

    /** A new epoch: what came before it and was not committed has to come again. */
    void clear() {
        progress.clear();
    }
}
