package io.latchkey.server.settings;

import io.latchkey.server.peer.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One {@code server.N} line of a ZooKeeper configuration: {@code host:peerPort:electionPort[:role][;[addr:]clientPort]}.
 * The election port is read and not used: one port serves all that servers say to each other.
 */
record ZooServer(
        PeerAddress address,
        @Nullable String clientAddress,
        @Nullable String clientPort) {
    private static final String FORM = "must be host:peerPort:electionPort[:participant][;[address:]clientPort]";

    /** @throws IllegalArgumentException with a message that says what is right */
    static ZooServer parse(String text) {
        if (text.indexOf('|') >= 0) {
            throw new IllegalArgumentException("several addresses of one server are not supported; name one");
        }
        int semicolon = text.indexOf(';');
        List<String> peer = fields(semicolon < 0 ? text : text.substring(0, semicolon));
        if (peer.size() < 3 || peer.size() > 4) {
            throw new IllegalArgumentException(FORM);
        }
        port(peer.get(2));
        String role = peer.size() == 4 ? peer.get(3).toLowerCase(Locale.ROOT) : "participant";
        if (role.equals("observer")) {
            throw new IllegalArgumentException("observers are not supported; every server has a vote");
        }
        if (!role.equals("participant")) {
            throw new IllegalArgumentException(FORM);
        }
        PeerAddress address = new PeerAddress(peer.get(0), port(peer.get(1)));
        if (semicolon < 0) {
            return new ZooServer(address, null, null);
        }
        List<String> client = fields(text.substring(semicolon + 1));
        String port = client.get(client.size() - 1);
        port(port);
        return new ZooServer(address, client.size() == 2 ? client.get(0) : null, port);
    }

    /** Split at colons that are not within the brackets of an IPv6 address. */
    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        for (String field : text.split(":(?![^\\[]*\\])", -1)) {
            fields.add(Kind.withoutBrackets(field.strip()));
        }
        return fields;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(FORM, e);
        }
        throw new IllegalArgumentException("port " + text + " is not within 1 to 65535");
    }
}
