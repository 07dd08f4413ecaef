package io.latchkey.server.http;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer of the API. */
record Reply(
        int status, Map<String, String> headers, @Nullable JsonObject body) {
    static Reply ok(JsonObject body) {
        return new Reply(200, Map.of(), body);
    }

    static Reply noContent() {
        return new Reply(204, Map.of(), null);
    }

    static Reply notModified(String tag) {
        return new Reply(304, Map.of("ETag", tag), null);
    }
}
