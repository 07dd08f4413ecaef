package io.latchkey.server.peer;

import org.jspecify.annotations.Nullable;

/**
 * What the links of one server need to know.
 *
 * @param self this server's id, one of the ensemble's
 * @param bindAddress where to listen; the port is the one that the ensemble knows
 * @param secret known to all servers of the ensemble and to nobody else; null: whoever reaches the peer port and
 *     knows the server list is believed
 * @param frameBytesMax a longer frame breaks the link
 * @param unsentBytesMax a link whose peer leaves more than this unread is broken
 */
public record PeerConfig(
        int self,
        Ensemble ensemble,
        String bindAddress,
        @Nullable String secret,
        int frameBytesMax,
        long unsentBytesMax,
        Timing timing) {
    public PeerConfig {
        if (ensemble.addressOf(self) == null) {
            throw new IllegalArgumentException("server " + self + " is none of " + ensemble);
        }
        if (frameBytesMax < 1 || unsentBytesMax < frameBytesMax) {
            throw new IllegalArgumentException("frameBytesMax " + frameBytesMax + " must be positive and at most"
                    + " unsentBytesMax " + unsentBytesMax);
        }
    }

    PeerAddress address() {
        return addressOf(self);
    }

    PeerAddress addressOf(int id) {
        PeerAddress address = ensemble.addressOf(id);
        if (address == null) {
            throw new IllegalArgumentException("server " + id + " is none of " + ensemble);
        }
        return address;
    }

    /** Not even in a log: the secret. */
    @Override
    public String toString() {
        return "server " + self + " of " + ensemble + (secret == null ? ", no secret" : ", with a secret");
    }

    /**
     * Patience, in milliseconds.
     *
     * @param retryMin before the first new attempt to dial; doubled with each that fails, up to {@code retryMax}
     * @param connect for a TCP connect
     * @param handshake from connect to link
     */
    public record Timing(int retryMin, int retryMax, int connect, int handshake) {
        /** Starts small, so that a cluster that starts elects as soon as its servers are there. */
        public static final Timing DEFAULT = new Timing(20, 500, 2_000, 5_000);
    }
}
