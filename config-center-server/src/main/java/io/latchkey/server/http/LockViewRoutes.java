package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.GET;

import io.latchkey.server.lock.LockInspection;
import io.latchkey.server.lock.LockInspection.Order;
import io.latchkey.server.lock.LockQueue;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ZPath;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Locks as they are: who holds them, who waits. */
final class LockViewRoutes {
    private static final String PATH = "path";
    private static final String ORDER = "order";
    private static final String LIMIT = "limit";
    private static final String PLACES = "places";

    private static final int LOCKS = 1_000;
    private static final int LOCKS_MAX = 1_000;
    private static final int PLACES_EACH = 100;
    private static final int PLACES_MAX = 1_000;
    /** Of all locks together, so that an answer stays within some MB. */
    private static final int PLACES_ALL_MAX = 100_000;

    private final Loop loop;

    LockViewRoutes(Loop loop) {
        this.loop = loop;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(GET, "/api/v1/locks", this::locks, Loop.CONSISTENCY, PATH, ORDER, LIMIT, PLACES),
                Endpoint.of(GET, "/api/v1/locks/deadlocks", this::deadlocks));
    }

    private void locks(ApiRequest request) {
        String path = request.query(PATH);
        Order order = order(request);
        int limit = request.query(LIMIT, LOCKS, 1, LOCKS_MAX);
        int places = request.query(PLACES, PLACES_EACH, 1, PLACES_MAX);
        if (path == null && (long) limit * places > PLACES_ALL_MAX) {
            throw Problem.badRequest(LIMIT + " times " + PLACES + " is at most " + PLACES_ALL_MAX)
                    .refusal();
        }
        loop.read(request, tree -> Reply.ok(path == null ? all(tree, order, limit, places) : one(tree, path, places)));
    }

    private void deadlocks(ApiRequest request) {
        request.answer(Future.succeededFuture(
                Reply.ok(DeadlockJson.of(loop.locks().deadlocks()).put("nowMs", loop.wallClockMs()))));
    }

    private static Order order(ApiRequest request) {
        String order = request.query(ORDER);
        if (order == null || order.equals("name")) {
            return Order.NAME;
        } else if (order.equals("waiting")) {
            return Order.WAITING;
        }
        throw Problem.badRequest("order is name or waiting, not '" + order + "'")
                .refusal();
    }

    private JsonObject all(DataTree tree, Order order, int limit, int places) {
        LockInspection.Found found = LockInspection.of(tree, order, limit, places);
        return answer(found.queues(), found.total(), found.complete());
    }

    /** A lock that nobody wants is none: it is not in the tree. */
    private JsonObject one(DataTree tree, String path, int places) {
        LockQueue queue = LockInspection.at(tree, path, places);
        List<LockQueue> queues = queue == null ? List.of() : List.of(queue);
        return answer(queues, queues.size(), true);
    }

    private JsonObject answer(List<LockQueue> queues, int total, boolean complete) {
        JsonArray array = new JsonArray();
        queues.forEach(queue -> array.add(lock(queue)));
        return new JsonObject()
                .put("total", total)
                .put("complete", complete)
                .put("nowMs", loop.wallClockMs())
                .put("deadlocks", loop.locks().deadlocks().now().size())
                .put("locks", array);
    }

    private JsonObject lock(LockQueue queue) {
        return new JsonObject()
                .put("path", queue.path())
                .put("name", queue.name())
                .put("kind", queue.kind().name())
                .put("held", queue.held())
                .put("holders", holders(queue))
                .put("waiting", queue.waiting())
                .put("queue", places(queue.queue()));
    }

    private JsonArray holders(LockQueue queue) {
        JsonArray array = new JsonArray();
        for (LockQueue.Place holder : queue.holders()) {
            String entry = ZPath.child(queue.path(), holder.entry());
            array.add(
                    place(holder).put("heldSinceMs", loop.locks().grantedMs(entry, holder.token(), holder.sinceMs())));
        }
        return array;
    }

    private static JsonArray places(List<LockQueue.Place> places) {
        JsonArray array = new JsonArray();
        places.forEach(place -> array.add(place(place)));
        return array;
    }

    static JsonObject place(LockQueue.Place place) {
        return new JsonObject()
                .put("entry", place.entry())
                .put("mode", place.mode().name())
                .put("session", Json.session(place.session()))
                .put("token", Json.zxid(place.token()))
                .put("sinceMs", place.sinceMs())
                .put("owner", place.owner());
    }
}
