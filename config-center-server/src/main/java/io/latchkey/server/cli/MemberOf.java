package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latchkey.server.cluster.ServerEntry;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Servers as they are written on the command line, as the API takes them. */
final class MemberOf {
    private static final Pattern SERVER = Pattern.compile("(\\d{1,3})=(.+)");

    private MemberOf() {}

    /** @param servers {@code ID=HOST:PORT}, with what may follow it in {@code peers.servers} */
    static ArrayNode json(List<String> servers) {
        ArrayNode array = ApiClient.JSON.createArrayNode();
        for (String text : servers) {
            Matcher server = SERVER.matcher(text.strip());
            if (!server.matches()) {
                throw wrong(text, "a server is ID=HOST:PORT, as 4=d.example:2888");
            }
            try {
                ServerEntry entry = ServerEntry.parse(server.group(2));
                array.add(json(Integer.parseInt(server.group(1)), entry));
            } catch (IllegalArgumentException e) {
                throw wrong(text, String.valueOf(e.getMessage()));
            }
        }
        return array;
    }

    private static CliFailure wrong(String text, String why) {
        return new CliFailure(ExitCode.USAGE, "'" + text + "': " + why);
    }

    private static ObjectNode json(int id, ServerEntry entry) {
        ObjectNode json = ApiClient.JSON
                .createObjectNode()
                .put("serverId", id)
                .put("address", entry.peers() + ":" + entry.address().electionPort())
                .put("kind", entry.observer() ? "OBSERVER" : "VOTER")
                .put("weight", entry.weight());
        return entry.address().clients().isEmpty()
                ? json
                : json.put("clients", entry.address().clients());
    }
}
