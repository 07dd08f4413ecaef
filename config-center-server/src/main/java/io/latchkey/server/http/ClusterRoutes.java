package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.GET;

import io.latchkey.server.zk.ClientConnection;
import io.latchkey.zab.runtime.EngineStatus;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ensemble and what is in it beside configuration: servers, sessions, znodes. */
final class ClusterRoutes {
    private static final int SESSIONS_MAX = 1_000;
    private static final int EPHEMERALS_MAX = 100;
    private static final int CHILDREN_MAX = 1_000;

    private final Loop loop;

    ClusterRoutes(Loop loop) {
        this.loop = loop;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(GET, "/api/v1/cluster", this::cluster),
                Endpoint.of(GET, "/api/v1/sessions", this::sessions, Loop.CONSISTENCY),
                Endpoint.of(GET, "/api/v1/tree", this::znode, Loop.CONSISTENCY, "path"));
    }

    /** Answered also when the server does not serve: that is what one wants to see then. */
    private void cluster(ApiRequest request) {
        DataTree tree = loop.latest();
        EngineStatus status = loop.engine().status();
        ServerState state = status.state();
        JsonObject json = new JsonObject()
                .put("serving", state.serving())
                .put("serverId", state.serverId())
                .put("role", state.role().name())
                .put("leader", state.leader())
                .put("epoch", state.epoch())
                .put("lastZxid", Json.zxid(status.lastZxid()))
                .put("committedZxid", Json.zxid(status.committedZxid()))
                .put("lastSnapshotZxid", Json.zxid(status.lastSnapshotZxid()))
                .put("journalBytes", status.journalBytes())
                .put("diskFreeBytes", status.disk().freeBytes())
                .put("readOnly", status.disk().low())
                .put("pending", status.pending())
                .put("divergences", status.past().divergences())
                .put("lastDivergence", status.past().lastDivergence())
                .put("sessions", tree.sessions().size())
                .put("nodes", tree.nodeCount())
                .put("dataBytes", tree.dataBytes())
                .put(
                        "servers",
                        ServerList.of(
                                status,
                                loop.cluster().membership().of(tree),
                                loop.cluster().news().all()));
        request.answer(Future.succeededFuture(Reply.ok(json)));
    }

    private void sessions(ApiRequest request) {
        loop.read(request, tree -> {
            Map<Long, String> addresses = new HashMap<>();
            for (ClientConnection connection : loop.clients().get()) {
                addresses.put(connection.sessionId(), connection.address());
            }
            JsonArray array = new JsonArray();
            tree.sessions().stream()
                    .sorted(Comparator.comparingLong(Session::id))
                    .limit(SESSIONS_MAX)
                    .forEach(session -> array.add(session(tree, session, addresses.get(session.id()))));
            return Reply.ok(
                    new JsonObject().put("total", tree.sessions().size()).put("sessions", array));
        });
    }

    private static JsonObject session(DataTree tree, Session session, @Nullable String address) {
        Collection<String> ephemerals = tree.ephemerals(session.id());
        JsonArray paths = new JsonArray();
        ephemerals.stream().limit(EPHEMERALS_MAX).forEach(paths::add);
        return new JsonObject()
                .put("id", Json.session(session.id()))
                .put("timeoutMs", session.timeoutMs())
                .put("address", address)
                .put("ephemeralCount", ephemerals.size())
                .put("ephemerals", paths);
    }

    private void znode(ApiRequest request) {
        String path = Objects.requireNonNullElse(request.query("path"), ZPath.ROOT);
        String problem = ZPath.problem(path);
        // the server's own paths may be longer than a client's
        if (problem != null && path.length() <= ZPath.LENGTH_MAX) {
            throw Problem.badName("'" + path + "' is no path: " + problem).refusal();
        }
        loop.read(request, tree -> {
            ZNode node = tree.node(path);
            if (node == null) {
                throw Problem.notFound("there is no znode at '" + path + "'").refusal();
            }
            return Reply.ok(znode(path, node));
        });
    }

    private static JsonObject znode(String path, ZNode node) {
        List<String> names = new ArrayList<>(node.childNames());
        Collections.sort(names);
        JsonArray children = new JsonArray();
        names.stream().limit(CHILDREN_MAX).forEach(children::add);
        JsonObject json = new JsonObject()
                .put("path", path)
                .put("kind", node.kind().name())
                .put("children", children)
                .put("stat", Json.stat(node.stat()));
        byte[] data = node.data();
        return data == null ? json.putNull("data") : Json.putBytes(json, "data", data);
    }
}
