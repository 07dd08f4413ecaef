package io.latchkey.server.http;

import java.util.Set;

/**
 * How the HTTP API is served.
 *
 * @param address to bind to; there is no login yet, so this should be a loopback address
 * @param port 0 for any that is free
 * @param hosts names, beside {@code localhost} and loopback addresses, by which the server may be called; the name of
 *     {@code address} is always among them. Requests that name another host are refused, lest a web page reaches the
 *     API under a name of its own (DNS rebinding)
 * @param loops event loops that serve, at least 1
 * @param connectionsMax connections at a time; one more is closed at once
 * @param streamsMax event streams at a time, of {@code connectionsMax}
 * @param heartbeatMs pause after which an event stream says that it is alive
 * @param idleTimeoutMs a connection on which nothing moves for so long is closed; more than {@code heartbeatMs}
 * @param answerTimeoutMs a write that takes longer is answered as of unknown outcome
 * @param valueBytesMax bytes of the longest value
 */
public record HttpConfig(
        String address,
        int port,
        Set<String> hosts,
        int loops,
        int connectionsMax,
        int streamsMax,
        int heartbeatMs,
        int idleTimeoutMs,
        int answerTimeoutMs,
        int valueBytesMax) {
    private static final int VALUE_BYTES_MAX = 1_000_000;

    public HttpConfig {
        hosts = Set.copyOf(hosts);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("the HTTP port is 0 to 65535, not " + port);
        }
        if (loops < 1 || connectionsMax < 1 || streamsMax < 1 || valueBytesMax < 1 || answerTimeoutMs < 1) {
            throw new IllegalArgumentException("limits of the HTTP API are at least 1");
        }
        if (heartbeatMs < 1 || idleTimeoutMs <= heartbeatMs) {
            throw new IllegalArgumentException("the HTTP idle timeout must be longer than the heartbeat");
        }
    }

    /** The defaults. */
    public static HttpConfig of(String address, int port) {
        return new HttpConfig(address, port, Set.of(), 2, 1_000, 500, 15_000, 60_000, 20_000, VALUE_BYTES_MAX);
    }

    public HttpConfig withHosts(Set<String> names) {
        return new HttpConfig(
                address,
                port,
                names,
                loops,
                connectionsMax,
                streamsMax,
                heartbeatMs,
                idleTimeoutMs,
                answerTimeoutMs,
                valueBytesMax);
    }
}
