package io.latchkey.client;

import java.util.Optional;

/** Hears who leads, without being a candidate. */
@FunctionalInterface
public interface LeaderObserver {
    /**
     * Somebody else leads, nobody does any more, or the leader has proclaimed something. Called at the beginning too. Of
     * changes that follow one another faster than this returns, it hears the last.
     */
    void onLeader(Optional<LeaderInfo> leader);
}
