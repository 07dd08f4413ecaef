package io.latchkey.client.session;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the servers are: {@code host:port[,host:port...][/chroot]}. A missing port is 2181; an IPv6 address stands in
 * brackets.
 *
 * @param hosts  the servers, at least one, in the order given
 * @param chroot the path under which everything happens, "" or like {@code /app}
 */
public record ConnectString(List<HostPort> hosts, String chroot) {

    /** The port that ZooKeeper clients assume. */
    public static final int DEFAULT_PORT = 2181;

    /** One server. */
    public record HostPort(String host, int port) {
        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    public ConnectString {
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads a connect string.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public static ConnectString parse(String text) {
        int slash = text.indexOf('/');
        String servers = slash < 0 ? text : text.substring(0, slash);
        String chroot = slash < 0 ? "" : text.substring(slash);
        if (chroot.equals("/")) {
            chroot = "";
        }
        if (!chroot.isEmpty()) {
            NodePath.check(chroot);
        }
        List<HostPort> hosts = new ArrayList<>();
        for (String server : servers.split(",", -1)) {
            hosts.add(parseServer(server.strip(), text));
        }
        return new ConnectString(hosts, chroot);
    }

    private static HostPort parseServer(String server, String text) {
        if (server.isEmpty()) {
            throw new IllegalArgumentException(
                    "connect string '" + text + "': empty server, want host:port[,host:port]");
        }
        String host = server;
        String port = "";
        if (server.startsWith("[")) {
            int end = server.indexOf(']');
            if (end < 0 || (end + 1 < server.length() && server.charAt(end + 1) != ':')) {
                throw new IllegalArgumentException("connect string '" + text + "': want [address]:port, not " + server);
            }
            host = server.substring(1, end);
            port = end + 1 < server.length() ? server.substring(end + 2) : "";
        } else if (server.indexOf(':') >= 0) {
            host = server.substring(0, server.indexOf(':'));
            port = server.substring(server.indexOf(':') + 1);
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("connect string '" + text + "': no host in '" + server + "'");
        }
        boolean bare = server.equals(host) || server.endsWith("]");
        return new HostPort(host, bare ? DEFAULT_PORT : parsePort(port, text));
    }

    private static int parsePort(String port, String text) {
        try {
            int number = Integer.parseInt(port);
            if (number >= 1 && number <= 65535) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("connect string '" + text + "': '" + port + "' is not a port", e);
        }
        throw new IllegalArgumentException("connect string '" + text + "': port " + port + " is not in 1..65535");
    }

    /** The servers as text, for messages. */
    public String servers() {
        return String.join(",", hosts.stream().map(HostPort::toString).toList());
    }
}
