package io.latchkey.server.http;

import io.latchkey.server.lock.Deadlock;
import io.latchkey.server.lock.Deadlocks;
import io.latchkey.server.lock.LockInspection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** How deadlocks look in JSON. */
final class DeadlockJson {
    private DeadlockJson() {}

    static JsonObject of(Deadlocks.State state) {
        JsonArray array = new JsonArray();
        state.now().forEach(deadlock -> array.add(deadlock(deadlock)));
        return new JsonObject().put("total", state.total()).put("deadlocks", array);
    }

    private static JsonObject deadlock(Deadlock deadlock) {
        JsonArray cycle = new JsonArray();
        int size = deadlock.waits().size();
        for (int i = 0; i < size; i++) {
            Deadlock.Wait wait = deadlock.waits().get(i);
            Deadlock.Wait before = deadlock.waits().get((i + size - 1) % size);
            cycle.add(new JsonObject()
                    .put("session", Json.session(wait.session()))
                    .put("owner", wait.owner())
                    .put("holds", lock(before.lock(), before.before()).put("held", before.held()))
                    .put("waitsFor", lock(wait.lock(), wait.token()).put("entry", wait.entry()))
                    .put("sinceMs", wait.sinceMs()));
        }
        return new JsonObject()
                .put("sinceMs", deadlock.sinceMs())
                .put("text", deadlock.describe())
                .put("cycle", cycle);
    }

    private static JsonObject lock(String path, long token) {
        return new JsonObject()
                .put("path", path)
                .put("name", LockInspection.name(path))
                .put("token", Json.zxid(token));
    }
}
