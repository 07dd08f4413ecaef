package io.latchkey.server.http;

import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.cluster.ServerNews;
import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.runtime.EngineStatus;
import io.latchkey.zab.runtime.EngineStatus.LearnerStatus;
import io.latchkey.zab.runtime.ServerState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The servers of the ensemble as one of them sees them: the leader knows what each has acknowledged, everybody else what
 * the others say of themselves.
 */
final class ServerList {
    private static final String UP = "up";
    private static final String SYNCHRONIZING = "synchronizing";
    private static final String DOWN = "down";
    private static final String NO_MEMBER = "NONE";

    private final QuorumConfig config;
    private final Map<Integer, JsonObject> servers = new TreeMap<>();

    private ServerList(QuorumConfig config) {
        this.config = config;
    }

    /** Members, and those who follow the leader without being any: they may be about to join. */
    static JsonArray of(EngineStatus status, QuorumConfig config, Map<Integer, ServerNews> news) {
        ServerList list = new ServerList(config);
        ServerState state = status.state();
        config.ids().forEach(id -> list.put(id, "UNKNOWN", DOWN, null));
        news.forEach((id, said) ->
                list.put(id, said.role().name(), said.serving() ? UP : SYNCHRONIZING, said.committedZxid()));
        for (LearnerStatus learner : status.learners()) {
            if (!learner.linked() && config.member(learner.serverId()) == null) {
                continue; // it was here once
            }
            String how = !learner.linked() ? DOWN : learner.upToDate() ? UP : SYNCHRONIZING;
            list.put(learner.serverId(), "FOLLOWING", how, learner.ackedZxid());
        }
        list.put(state.serverId(), state.role().name(), state.serving() ? UP : SYNCHRONIZING, status.lastZxid());
        JsonArray array = new JsonArray();
        list.servers.values().forEach(array::add);
        return array;
    }

    private void put(int id, String role, String state, @Nullable Long ackedZxid) {
        Member member = config.member(id);
        JsonObject json = new JsonObject()
                .put("serverId", id)
                .put("kind", member == null ? NO_MEMBER : member.kind().name())
                .put("role", role)
                .put("state", state)
                .put("ackedZxid", ackedZxid == null ? null : Json.zxid(ackedZxid));
        if (member != null) {
            json.put("weight", member.weight());
            if (!member.address().isEmpty()) {
                ServerEntry entry = ServerEntry.of(member);
                json.put("address", entry.peers().toString());
                json.put(
                        "clients",
                        entry.address().clients().isEmpty()
                                ? null
                                : entry.address().clients());
            }
        }
        servers.put(id, json);
    }
}
