package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import io.latchkey.server.lease.Lease;
import io.latchkey.server.lease.LeaseDesk;
import io.latchkey.server.lock.LockInspection;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.EntryName;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Leases: made, kept alive, looked at, ended. */
final class LeaseRoutes {
    private static final String LEASES = "/api/v1/leases";
    private static final String LEASE = LEASES + "/{lease}";
    private static final Set<String> FIELDS = Set.of("ttlMs");
    private static final int LOCKS_MAX = 1_000;
    /** Ids are random: two meet in one of 10^16 cases. */
    private static final int TRIES_MAX = 3;

    private final Loop loop;
    private final LeaseSessions sessions;

    LeaseRoutes(Loop loop) {
        this.loop = loop;
        this.sessions = new LeaseSessions(loop);
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(POST, LEASES, this::open),
                Endpoint.of(GET, LEASE, this::show, Loop.CONSISTENCY),
                Endpoint.of(DELETE, LEASE, this::end),
                Endpoint.of(PUT, LEASE + "/keep-alive", this::keepAlive));
    }

    private void open(ApiRequest request) {
        JsonObject body = LeaseBody.of(request);
        LeaseBody.checkFields(body, FIELDS);
        LeaseDesk desk = loop.leases();
        int ttlMs = LeaseBody.number(body, "ttlMs", desk.ttlMsMin(), desk.ttlMsMax(), 0);
        loop.serving();
        request.answer(loop.timed(open(ttlMs, 1)));
    }

    private Future<Reply> open(int ttlMs, int tries) {
        Lease lease = loop.leases().next();
        Request wish = new Request.OpenSession(lease.sessionId(), lease.password(), ttlMs);
        return loop.view().submit(Submission.ofServer(wish)).compose(committed -> {
            if (committed.result() instanceof Result.Failed failed) {
                return tries < TRIES_MAX
                        ? open(ttlMs, tries + 1)
                        : Future.failedFuture(new IllegalStateException("no session was opened: " + failed.why()));
            }
            loop.floor().show(committed.zxid());
            JsonObject json = new JsonObject()
                    .put("lease", lease.encode())
                    .put("session", Json.session(lease.sessionId()))
                    .put("ttlMs", ttlMs);
            return Future.succeededFuture(new Reply(201, Map.of(), json));
        });
    }

    /**
     * Without a transaction. Answered when the leader has confirmed itself, so that a client whose server is cut off is not
     * told that its locks are safe.
     */
    private void keepAlive(ApiRequest request) {
        Lease lease = request.lease();
        request.answer(sessions.find(lease).compose(found -> {
            sessions.touch(found);
            return loop.timed(loop.view().sync()).map(tree -> {
                Session session = LeaseSessions.in(lease, tree);
                return Reply.ok(json(session));
            });
        }));
    }

    private static JsonObject json(Session session) {
        return new JsonObject().put("session", Json.session(session.id())).put("ttlMs", session.timeoutMs());
    }

    private void end(ApiRequest request) {
        Lease lease = request.lease();
        Future<Reply> ended = sessions.find(lease)
                .compose(session ->
                        loop.timed(loop.view().submit(Submission.ofServer(new Request.CloseSession(session.id())))))
                .map(committed -> {
                    loop.floor().show(committed.zxid());
                    if (committed.result() instanceof Result.Failed failed
                            && failed.why() != ErrorCode.SESSION_EXPIRED) {
                        throw new IllegalStateException("a lease could not be ended: " + failed.why());
                    }
                    return Reply.noContent();
                });
        request.answer(ended);
    }

    private void show(ApiRequest request) {
        Lease lease = request.lease();
        request.answer(sessions.find(lease).compose(found -> loop.tree(request)).map(tree -> {
            loop.floor().show(tree.zxid());
            Session session = LeaseSessions.in(lease, tree);
            return Reply.ok(json(session).put("locks", locks(tree, session)));
        }));
    }

    private static JsonArray locks(DataTree tree, Session session) {
        JsonArray locks = new JsonArray();
        for (String path : tree.ephemerals(session.id())) {
            ZNode node = tree.node(path);
            if (node == null || EntryName.parse(ZPath.name(path)) == null || locks.size() >= LOCKS_MAX) {
                continue;
            }
            locks.add(lock(path, node)
                    .put("granted", tree.queue(ZPath.parent(path)).isGranted(ZPath.name(path))));
        }
        return locks;
    }

    /** A place, and in which queue. */
    static JsonObject lock(String entryPath, ZNode node) {
        String queue = ZPath.parent(entryPath);
        return LockViewRoutes.place(LockInspection.place(ZPath.name(entryPath), node))
                .put("path", queue)
                .put("name", LockInspection.name(queue));
    }
}
