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
    private static final Set<String> LOOPBACKS = Set.of("localhost", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1");

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

    /** Whether only this machine reaches what listens at {@code host}. */
    static boolean loopback(String host) {
        return LOOPBACKS.contains(host.toLowerCase(Locale.ROOT)) || host.matches("127(\\.\\d{1,3}){3}");
    }

    /**
     * @param text {@code host:port}, an IPv6 address in brackets
     * @throws IllegalArgumentException if it is not
     */
    public static PeerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon));
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        if (host.indexOf(':') >= 0 && !brackets) {
            throw new IllegalArgumentException("an IPv6 address needs brackets");
        }
        return new PeerAddress(
                brackets ? host.substring(1, host.length() - 1) : host, Integer.parseInt(text.substring(colon + 1)));
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
