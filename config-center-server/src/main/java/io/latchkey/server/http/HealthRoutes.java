package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.GET;

import io.latchkey.server.lock.Deadlock;
import io.latchkey.zab.runtime.EngineStatus;
import io.latchkey.zab.runtime.ServerState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** For those who start and stop servers: is it alive, should it get requests. */
final class HealthRoutes {
    private final Loop loop;

    HealthRoutes(Loop loop) {
        this.loop = loop;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(GET, "/livez", this::live),
                Endpoint.of(GET, "/readyz", this::ready, "verbose"),
                Endpoint.of(GET, "/healthz", this::ready, "verbose"));
    }

    private void live(ApiRequest request) {
        request.answer(Future.succeededFuture(Reply.ok(new JsonObject().put("live", true))));
    }

    /** What a person should look at, though the server can do its work. */
    private JsonArray attention() {
        JsonArray attention = new JsonArray();
        for (Deadlock deadlock : loop.locks().deadlocks().now()) {
            attention.add("deadlock: " + deadlock.describe());
        }
        return attention;
    }

    private void ready(ApiRequest request) {
        loop.latest();
        ServerState state = loop.view().state();
        JsonObject json = new JsonObject().put("ready", state.serving());
        if (request.query("verbose") != null) {
            EngineStatus status = loop.engine().status();
            json.put("readOnly", status.disk().low())
                    .put("diskFreeBytes", status.disk().freeBytes())
                    .put("serverId", state.serverId())
                    .put("role", state.role().name())
                    .put("phase", state.phase().name())
                    .put("leader", state.leader())
                    .put("lastDivergence", status.past().lastDivergence())
                    .put("attention", attention());
        }
        request.answer(Future.succeededFuture(new Reply(state.serving() ? 200 : 503, Map.of(), json)));
    }
}
