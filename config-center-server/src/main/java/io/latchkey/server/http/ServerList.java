package io.latchkey.server.http;

import io.latchkey.zab.runtime.EngineStatus;
import io.latchkey.zab.runtime.EngineStatus.LearnerStatus;
import io.latchkey.zab.runtime.ServerState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The servers of the ensemble as one of them sees them: only the leader knows how the others are. */
final class ServerList {
    private static final String UP = "up";
    private static final String SYNCHRONIZING = "synchronizing";
    private static final String DOWN = "down";
    private static final String UNKNOWN = "unknown";

    private ServerList() {}

    /** @param members server ids, as configured; those that are known otherwise need not be among them */
    static JsonArray of(EngineStatus status, Set<Integer> members) {
        Map<Integer, JsonObject> servers = new TreeMap<>();
        ServerState state = status.state();
        // the leader knows all who have come to it
        String others = state.leading() ? DOWN : UNKNOWN;
        members.forEach(id -> servers.put(id, server(id, "UNKNOWN", others, null)));
        if (state.leader() >= 0) {
            servers.put(state.leader(), server(state.leader(), "LEADING", UNKNOWN, null));
        }
        for (LearnerStatus learner : status.learners()) {
            String how = !learner.linked() ? DOWN : learner.upToDate() ? UP : SYNCHRONIZING;
            servers.put(learner.serverId(), server(learner.serverId(), "FOLLOWING", how, learner.ackedZxid()));
        }
        servers.put(
                state.serverId(),
                server(state.serverId(), state.role().name(), state.serving() ? UP : SYNCHRONIZING, status.lastZxid()));
        JsonArray array = new JsonArray();
        servers.values().forEach(array::add);
        return array;
    }

    private static JsonObject server(int id, String role, String state, @Nullable Long ackedZxid) {
        return new JsonObject()
                .put("serverId", id)
                .put("role", role)
                .put("state", state)
                .put("ackedZxid", ackedZxid == null ? null : Json.zxid(ackedZxid));
    }
}
