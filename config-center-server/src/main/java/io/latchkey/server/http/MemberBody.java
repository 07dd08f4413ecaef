package io.latchkey.server.http;

import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.peer.MemberAddress;
import io.latchkey.zab.core.Member;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Servers as JSON that a client sends. What is unknown or of the wrong kind is refused with a word on what is right. */
final class MemberBody {
    private static final Set<String> MEMBER_FIELDS = Set.of("address", "kind", "weight", "clients");

    private final JsonObject json;
    private final Set<String> known = new TreeSet<>();

    MemberBody(JsonObject json) {
        this.json = json;
    }

    /** The servers in {@code add}; none if it is missing. */
    Map<Integer, ServerEntry> add() {
        return servers("add");
    }

    /** All in {@code members}, which must be there. */
    Map<Integer, ServerEntry> members() {
        Map<Integer, ServerEntry> members = servers("members");
        if (members.isEmpty()) {
            throw wrong("\"members\" must list all servers that there are to be");
        }
        return members;
    }

    private Map<Integer, ServerEntry> servers(String field) {
        Map<Integer, ServerEntry> servers = new TreeMap<>();
        for (Object item : array(field)) {
            if (!(item instanceof JsonObject server)) {
                throw wrong("\"" + field + "\" must hold objects like {\"serverId\": 4, \"address\": \"host:2888\"}");
            }
            int id = id(server.getValue("serverId"), "serverId");
            JsonObject rest = server.copy();
            rest.remove("serverId");
            if (servers.put(id, entry(rest)) != null) {
                throw wrong("server " + id + " is given twice");
            }
        }
        return servers;
    }

    /** The ids in {@code remove}; none if it is missing. */
    Set<Integer> remove() {
        Set<Integer> ids = new TreeSet<>();
        for (Object id : array("remove")) {
            ids.add(id(id, "an id in \"remove\""));
        }
        return ids;
    }

    private JsonArray array(String field) {
        known.add(field);
        Object value = json.getValue(field);
        if (value == null) {
            return new JsonArray();
        }
        if (value instanceof JsonArray array) {
            return array;
        }
        throw wrong("\"" + field + "\" must be a list");
    }

    /** To be called when all that is wanted has been asked for: a misspelt field would be silently without effect. */
    void finish() {
        checkFields(json, known);
    }

    private static void checkFields(JsonObject json, Set<String> known) {
        for (String field : json.fieldNames()) {
            if (!known.contains(field)) {
                throw wrong("unknown field \"" + field + "\": known are " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    /** One server without its id. */
    static ServerEntry entry(JsonObject json) {
        checkFields(json, MEMBER_FIELDS);
        boolean observer = observer(json.getValue("kind"));
        Object weight = json.getValue("weight", observer ? 0 : 1);
        if (!(json.getValue("address") instanceof String address)) {
            throw wrong("\"address\" must be the host:port at which the server listens for others");
        }
        if (!(json.getValue("clients", "") instanceof String clients)) {
            throw wrong("\"clients\" must be [host:]port");
        }
        if (!(weight instanceof Integer number)) {
            throw wrong("\"weight\" must be a whole number");
        }
        try {
            MemberAddress place = MemberAddress.parse(address);
            return new ServerEntry(
                    clients.isEmpty() ? place : new MemberAddress(place.peers(), place.electionPort(), clients),
                    observer,
                    number);
        } catch (IllegalArgumentException e) {
            throw wrong("\"" + address + "\": " + e.getMessage());
        }
    }

    private static boolean observer(@Nullable Object kind) {
        if (kind == null || kind.equals(Member.Kind.VOTER.name())) {
            return false;
        }
        if (kind.equals(Member.Kind.OBSERVER.name())) {
            return true;
        }
        throw wrong("\"kind\" must be VOTER or OBSERVER");
    }

    /** The server in {@code serverId} that is to lead; 0 if the leader may choose. */
    static int successor(JsonObject json) {
        checkFields(json, Set.of("serverId"));
        Object id = json.getValue("serverId");
        return id == null ? 0 : id(id, "serverId");
    }

    private static int id(@Nullable Object id, String what) {
        if (id instanceof Integer number && number >= 1 && number <= Member.ID_MAX) {
            return number;
        }
        throw wrong(what + " must be a number from 1 to " + Member.ID_MAX);
    }

    private static Problem.Refusal wrong(String detail) {
        return Problem.badRequest(detail).refusal();
    }
}
