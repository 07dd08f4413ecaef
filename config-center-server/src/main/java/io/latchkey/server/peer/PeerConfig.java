package io.latchkey.server.peer;

import java.util.Objects;

/**
 * What the links of one server need to know.
 *
 * @param self this server's id, one of the ensemble's
 * @param bindAddress where to listen; the port is the one that the ensemble knows
 * @param ensemble whom to dial until the ensemble itself says who belongs to it
 * @param trust by what peers are known
 * @param frameBytesMax a longer frame breaks the link
 * @param unsentBytesMax a link whose peer leaves more than this unread is broken
 */
public record PeerConfig(
        int self,
        Ensemble ensemble,
        String bindAddress,
        PeerTrust trust,
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
        return Objects.requireNonNull(ensemble.addressOf(self));
    }

    @Override
    public String toString() {
        return "server " + self + " of " + ensemble + ", " + trust;
    }

    /**
     * Patience, in milliseconds.
     *
     * @param retryMin before the first new attempt to dial; doubled with each that fails, up to {@code retryMax}
     * @param connect for a TCP connect
     * @param handshake from connect to link
     * @param news from one telling of news to the next
     * @param farewell before a link to a server that no longer belongs to the ensemble is closed: it should hear of that
     */
    public record Timing(int retryMin, int retryMax, int connect, int handshake, int farewell, int news) {
        /** Starts small, so that a cluster that starts elects as soon as its servers are there. */
        public static final Timing DEFAULT = new Timing(20, 500, 2_000, 5_000, 5_000, 1_000);
    }
}
