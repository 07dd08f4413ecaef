package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.GET;

import io.latchkey.server.lock.Deadlocks;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deadlocks as server-sent events: all that there are, at the beginning and whenever that changes. Who reads too slowly
 * misses what is not true any more. Loop only.
 */
final class LockEventRoutes {
    /** As often as the watch over locks looks. */
    private static final long LOOK_MS = 250;

    private final Loop loop;
    private final EventRoutes streams;
    /** What each has been told, and how many looks ago. */
    private final Map<HttpServerResponse, Told> told = new HashMap<>();

    private @Nullable Long timer;

    private record Told(Deadlocks.State state, int looks) {}

    /** @param streams lets streams in */
    LockEventRoutes(Loop loop, EventRoutes streams) {
        this.loop = loop;
        this.streams = streams;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of(GET, "/api/v1/locks/events", this::events));
    }

    private void events(ApiRequest request) {
        HttpServerResponse response = streams.open(request, this::leave);
        Deadlocks.State state = loop.locks().deadlocks();
        response.write(frame(state));
        told.put(response, new Told(state, 0));
        if (timer == null) {
            timer = request.context().vertx().setPeriodic(LOOK_MS, ignored -> look());
        }
    }

    private void leave(HttpServerResponse response) {
        told.remove(response);
    }

    private void look() {
        Deadlocks.State state = loop.locks().deadlocks();
        int looksPerBeat = (int) Math.max(1, loop.config().heartbeatMs() / LOOK_MS);
        told.replaceAll((response, last) -> {
            if (response.writeQueueFull()) {
                return last;
            } else if (!state.equals(last.state())) {
                response.write(frame(state));
                return new Told(state, 0);
            } else if (last.looks() + 1 >= looksPerBeat) {
                response.write(EventFrames.alive());
                return new Told(state, 0);
            }
            return new Told(state, last.looks() + 1);
        });
    }

    private static Buffer frame(Deadlocks.State state) {
        JsonObject data = DeadlockJson.of(state);
        return Buffer.buffer("event: deadlocks\ndata: ")
                .appendBuffer(data.toBuffer())
                .appendString("\n\n");
    }
}
