package io.latchkey.server.peer;

import java.util.Locale;
import java.util.Set;

/**
 * Where a server listens for its peers.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record PeerAddress(String host, int port) {
    static final int HOST_CHARS_MAX = 253;
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
    private static final Set<String> LOOPBACKS = Set.of("localhost", "127.0.0.1", "::1");

    public PeerAddress {
        if (host.isEmpty() || host.length() > HOST_CHARS_MAX) {
            throw new IllegalArgumentException("a host name has 1 to " + HOST_CHARS_MAX + " characters");
        }
        // names of other servers reach the log: nothing gets there that a terminal could take for a command
        if (!host.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException("a host name consists of printable ASCII characters without spaces");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 1 to 65535");
        }
    }

    /** All addresses of the host: good to listen on, says nothing about where to dial. */
    public boolean wildcard() {
        return WILDCARDS.contains(host);
    }

    /** Whether both may mean the same place: a server may call itself by a wildcard that others know by name. */
    boolean agreesWith(PeerAddress other) {
        return port == other.port && (wildcard() || other.wildcard() || place().equals(other.place()));
    }

    private String place() {
        String lower = host.toLowerCase(Locale.ROOT);
        return LOOPBACKS.contains(lower) ? "localhost" : lower;
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
