package io.latchkey.server.zk;

/**
 * What one server of the client protocol spends at most.
 *
 * @param queuedRequestsMax requests of one connection that wait for an answer; beyond, the connection is not read
 * @param queuedBytesMax bytes of such requests of one connection; beyond, the connection is not read
 * @param unsentBytesMax bytes of events that wait for one client to read; beyond, its connection is closed
 * @param watchesPerConnectionMax beyond, requests that leave a watch fail with -127
 * @param watchesPerLoopMax the same for all connections of one event loop
 * @param authIdsMax ids that one connection may add; beyond, authentication fails
 * @param halfOpenMax connections without a session; beyond, new ones are closed at once
 * @param handshakeTimeoutMs for a new connection to ask for a session, and for a closing one to take its last reply
 */
public record ZkLimits(
        int queuedRequestsMax,
        long queuedBytesMax,
        long unsentBytesMax,
        int watchesPerConnectionMax,
        int watchesPerLoopMax,
        int authIdsMax,
        int halfOpenMax,
        int handshakeTimeoutMs) {
    public static final ZkLimits DEFAULT =
            new ZkLimits(1_000, 4L << 20, 16L << 20, 200_000, 2_000_000, 64, 1_000, 10_000);

    public ZkLimits {
        if (queuedRequestsMax < 1
                || queuedBytesMax < 1
                || unsentBytesMax < 1
                || watchesPerConnectionMax < 1
                || watchesPerLoopMax < 1
                || authIdsMax < 1
                || halfOpenMax < 1
                || handshakeTimeoutMs < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }
}
