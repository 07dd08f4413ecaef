package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.POST;

import io.latchkey.server.lease.Lease;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.ZNode;
import io.latchkey.zab.tree.ZPath;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Taking locks and giving them back, in the name of a lease. */
final class LockRoutes {
    private static final Set<String> RELEASE_FIELDS = Set.of("lease", "token");
    /** How long a client may wait, of the time after which its silent connection would be closed. */
    private static final int WAIT_SHARE = 6;

    private final Loop loop;
    private final LeaseSessions sessions;

    LockRoutes(Loop loop) {
        this.loop = loop;
        this.sessions = new LeaseSessions(loop);
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(POST, "/api/v1/locks/acquire/{lock}", this::acquire),
                Endpoint.of(POST, "/api/v1/locks/release/{lock}", this::release));
    }

    private void acquire(ApiRequest request) {
        String name = request.lock();
        JsonObject body = LeaseBody.of(request);
        int idleMs = loop.config().idleTimeoutMs();
        LockWish wish = LockWish.of(name, body, idleMs - idleMs / WAIT_SHARE);
        Lease lease = ApiRequest.lease(LeaseBody.text(body, "lease"));
        loop.serving();
        if (!loop.leases().beginWait()) {
            throw Problem.overloaded("there are " + loop.leases().waitsMax()
                            + " requests for locks under way already; nothing was changed: try again later")
                    .refusal();
        }
        new LockCall(loop, sessions, wish, request).start(lease);
    }

    private void release(ApiRequest request) {
        String name = request.lock();
        JsonObject body = LeaseBody.of(request);
        LeaseBody.checkFields(body, RELEASE_FIELDS);
        Lease lease = ApiRequest.lease(LeaseBody.text(body, "lease"));
        long token = token(LeaseBody.text(body, "token"));
        request.answer(sessions.find(lease).compose(session -> release(session, LockWish.path(name), token)));
    }

    private static long token(String text) {
        try {
            long token = Long.parseLong(text);
            if (token > 0) {
                return token;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw Problem.badRequest("\"token\" is that of the hold, a number as a string, as \"4294967298\"")
                .refusal();
    }

    private Future<Reply> release(Session session, String queue, long token) {
        String entry = entry(loop.view().tree(), session, queue, token);
        if (entry != null) {
            return delete(session, entry);
        }
        // this server may be behind the one that has granted it
        return loop.timed(loop.view().sync()).compose(tree -> {
            String there = entry(tree, session, queue, token);
            if (there != null) {
                return delete(session, there);
            }
            loop.floor().show(tree.zxid());
            if (token > tree.zxid() || isAnothers(tree, session, queue, token)) {
                throw Problem.wrongToken("this lease does not hold the lock under token " + token
                                + ": nothing was changed. GET /api/v1/leases/{lease} tells what it holds")
                        .refusal();
            }
            return Future.succeededFuture(released(false));
        });
    }

    /** No other entry ever has its name, so what is deleted is what was meant. */
    private Future<Reply> delete(Session session, String entry) {
        return loop.timed(sessions.submit(session, new Request.Delete(entry, Request.ANY_VERSION)))
                .map(committed -> {
                    loop.floor().show(committed.zxid());
                    // it may have been given back by an earlier request, whose answer was lost
                    return released(!LockCall.failed(committed));
                });
    }

    private static Reply released(boolean now) {
        return Reply.ok(new JsonObject().put("released", now));
    }

    /** The place in that queue that this lease has under that token. */
    private static @Nullable String entry(DataTree tree, Session session, String queue, long token) {
        for (String path : tree.ephemerals(session.id())) {
            ZNode node = tree.node(path);
            if (node != null && node.czxid() == token && ZPath.parent(path).equals(queue)) {
                return path;
            }
        }
        return null;
    }

    /** Whether the lease has the lock under another token, or another lease under this one. */
    private static boolean isAnothers(DataTree tree, Session session, String queue, long token) {
        ZNode parent = tree.node(queue);
        Collection<String> names = parent == null ? List.of() : parent.childNames();
        for (String name : names) {
            ZNode node = parent == null ? null : parent.child(name);
            if (node != null && (node.owner() == session.id() || node.czxid() == token)) {
                return true;
            }
        }
        return false;
    }
}
