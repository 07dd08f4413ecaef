package io.latchkey.server.zk;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client port.
 *
 * @param address to listen on
 * @param port to listen on; 0 for any free one
 * @param serverId 1 to 254: the top byte of the ids of sessions that start here, so that no two servers make the same
 * @param tickMs unit of the session timeouts
 * @param minSessionTimeoutMs what a client wishes is raised to this
 * @param maxSessionTimeoutMs what a client wishes is lowered to this
 * @param maxClientCnxns connections from one address; 0 for no limit
 * @param frameBytesMax longest request; a longer one closes its connection
 * @param superDigest {@code user:base64(sha1(user:password))} of the one to whom no ACL applies; null for nobody
 * @param fourLetterWords those that are answered; {@code *} for all
 * @param loops event loops that share the port, at least 1
 * @param settings more lines for {@code conf}, such as dataDir
 */
public record ZkConfig(
        String address,
        int port,
        int serverId,
        int tickMs,
        int minSessionTimeoutMs,
        int maxSessionTimeoutMs,
        int maxClientCnxns,
        int frameBytesMax,
        @Nullable String superDigest,
        Set<String> fourLetterWords,
        int loops,
        ZkLimits limits,
        Map<String, String> settings) {
    /** What ZooKeeper's {@code jute.maxbuffer} is by default. */
    public static final int FRAME_BYTES_MAX = 0xfffff;

    public ZkConfig {
        check(port >= 0 && port <= 65_535, "the client port is 0 to 65535, not " + port);
        check(serverId >= 1 && serverId <= 254, "the server id is 1 to 254, not " + serverId);
        check(tickMs >= 1, "the tick takes at least 1 ms, not " + tickMs);
        check(
                minSessionTimeoutMs >= 1 && maxSessionTimeoutMs >= minSessionTimeoutMs,
                "session timeouts go from " + minSessionTimeoutMs + " to " + maxSessionTimeoutMs
                        + " ms, but the first must be at least 1 and not above the second");
        check(maxClientCnxns >= 0, "the most connections from one address is 0 (no limit) or more");
        check(frameBytesMax >= 64, "the longest request has at least 64 bytes, not " + frameBytesMax);
        check(loops >= 1, "at least one event loop must listen");
        fourLetterWords = Set.copyOf(fourLetterWords);
        settings = Map.copyOf(settings);
    }

    /** ZooKeeper's defaults: ticks of 2 s, timeouts of 2 to 20 ticks, 60 connections from an address, {@code srvr}. */
    public static ZkConfig of(String address, int port, int serverId) {
        return new ZkConfig(
                address,
                port,
                serverId,
                2_000,
                4_000,
                40_000,
                60,
                FRAME_BYTES_MAX,
                null,
                Set.of("srvr"),
                1,
                ZkLimits.DEFAULT,
                Map.of());
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
