package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.GET;

import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Server-sent events: the changes of a namespace; and the way in for all other streams. */
final class EventRoutes {
    private final EventHub hub;
    private final AtomicInteger open;
    private final int streamsMax;

    /** @param open streams of all loops */
    EventRoutes(EventHub hub, AtomicInteger open, int streamsMax) {
        this.hub = hub;
        this.open = open;
        this.streamsMax = streamsMax;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of(GET, ConfigRoutes.NAMESPACE + "/events", this::events));
    }

    /**
     * Answered also when the server does not serve, for browsers give up a stream that is refused once; the namespace
     * need not exist yet.
     */
    private void events(ApiRequest request) {
        String namespace = request.namespace();
        long told = told(request.header("Last-Event-ID"));
        AtomicReference<EventStream> stream = new AtomicReference<>();
        HttpServerResponse response = open(request, closed -> {
            EventStream left = stream.get();
            if (left != null) {
                hub.remove(left);
            }
        });
        EventStream made = new EventStream(hub, response, namespace, told);
        stream.set(made);
        hub.add(made);
    }

    /**
     * Begins a stream of events.
     *
     * @param onClose called when it is over
     * @throws Problem.Refusal if there are too many
     */
    HttpServerResponse open(ApiRequest request, Consumer<HttpServerResponse> onClose) {
        if (open.incrementAndGet() > streamsMax) {
            open.decrementAndGet();
            throw Problem.overloaded(
                            "there are " + streamsMax + " event streams already: close some, or try again later")
                    .refusal();
        }
        HttpServerResponse response = request.context().response();
        response.closeHandler(ignored -> {
            open.decrementAndGet();
            onClose.accept(response);
        });
        response.setChunked(true).putHeader("Content-Type", "text/event-stream").putHeader("X-Accel-Buffering", "no");
        response.write(EventFrames.hello());
        return response;
    }

    /** What is no zxid was not told by us: the client starts afresh. */
    private static long told(@Nullable String lastEventId) {
        try {
            return lastEventId == null ? -1 : Long.parseLong(lastEventId.trim());
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
