package io.latchkey.server.peer;

import io.latchkey.zab.runtime.PeerTransport;

/**
 * The versions of the peer protocol that a server speaks: while an ensemble is upgraded, one server after the other,
 * each pair speaks the newest that both know.
 */
record Versions(int min, int max) {
    /**
     * What this server speaks. Version 1 compared server lists, which a changing membership makes differ rightly; version
     * 3 knows one more request that is forwarded, see {@link PeerTransport#ACQUIRE_VERSION}.
     */
    static final Versions SPOKEN = new Versions(2, PeerTransport.ACQUIRE_VERSION);

    Versions {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("versions " + min + " to " + max + " are no range");
        }
    }

    /** The newest that both speak; 0 if there is none. */
    int newestInCommonWith(Versions other) {
        int newest = Math.min(max, other.max);
        return newest >= Math.max(min, other.min) ? newest : 0;
    }

    boolean contains(int version) {
        return version >= min && version <= max;
    }

    @Override
    public String toString() {
        return min == max ? "version " + min : "versions " + min + " to " + max;
    }
}
