package io.latchkey.server.peer;

import java.util.Arrays;
import java.util.List;

/**
 * Where a server is, as the ensemble remembers it: {@code host:peerPort:electionPort[;[clientHost:]clientPort]}, as
 * ZooKeeper writes it. One port serves all that servers say to each other; the election port is there since ZooKeeper's
 * clients can't read an entry without one.
 *
 * @param clients where clients connect, {@code port} or {@code host:port}; empty if that is not known
 */
public record MemberAddress(PeerAddress peers, int electionPort, String clients) {
    private static final String FORM = "must be host:port, or host:peerPort:electionPort;[clientHost:]clientPort";
    private static final int PORT_MAX = 65_535;
    /** From a peer port to the election port that ZooKeeper's documentation puts beside it. */
    private static final int USUAL_STEP = 1_000;

    public MemberAddress {
        checkPort(electionPort);
        if (!clients.isEmpty()) {
            checkClients(clients);
        }
    }

    private static void checkClients(String clients) {
        List<String> fields = fields(clients);
        boolean host = fields.size() == 2 && fields.get(0).matches("[!-~]{1,253}");
        if (fields.size() != 1 && !host) {
            throw new IllegalArgumentException("the address for clients must be [host:]port, not \"" + clients + "\"");
        }
        checkPort(port(last(fields)));
    }

    private static void checkPort(int port) {
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("port " + port + " is not within 1 to " + PORT_MAX);
        }
    }

    /** With an election port that nobody listens at. */
    public static MemberAddress of(PeerAddress peers, String clients) {
        int port = peers.port();
        return new MemberAddress(peers, port + USUAL_STEP <= PORT_MAX ? port + USUAL_STEP : port - USUAL_STEP, clients);
    }

    /**
     * @param text {@code host:port}, or the whole form
     * @throws IllegalArgumentException with a message that says what is right
     */
    public static MemberAddress parse(String text) {
        int semicolon = text.indexOf(';');
        List<String> fields = fields(semicolon < 0 ? text : text.substring(0, semicolon));
        String clients = semicolon < 0 ? "" : text.substring(semicolon + 1).strip();
        if (fields.size() < 2 || fields.size() > 3 || (semicolon >= 0 && clients.isEmpty())) {
            throw new IllegalArgumentException(FORM);
        }
        PeerAddress peers = new PeerAddress(fields.get(0), port(fields.get(1)));
        return fields.size() == 2 ? of(peers, clients) : new MemberAddress(peers, port(fields.get(2)), clients);
    }

    /** Host of the address for clients; empty if there is none. */
    public String clientHost() {
        List<String> fields = fields(clients);
        return fields.size() == 2 ? fields.get(0) : "";
    }

    /** Port of the address for clients; empty if that is not known. */
    public String clientPort() {
        return clients.isEmpty() ? "" : last(fields(clients));
    }

    /** Split at colons that are not within the brackets of an IPv6 address, which are taken off. */
    public static List<String> fields(String text) {
        return Arrays.stream(text.split(":(?![^\\[]*\\])", -1))
                .map(field -> withoutBrackets(field.strip()))
                .toList();
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static String last(List<String> fields) {
        return fields.get(fields.size() - 1);
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no port; an address " + FORM, e);
        }
    }

    @Override
    public String toString() {
        return peers + ":" + electionPort + (clients.isEmpty() ? "" : ";" + clients);
    }
}
