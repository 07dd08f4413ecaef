package io.latchkey.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.latchkey.server.cli.EventParser.Event;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Follows the changes of a namespace, over any number of connections and nodes, without missing one. */
final class ChangeStream {
    /** The server says something at least every 15 s. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(45);

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS_MIN = 200;
    private static final long PAUSE_MILLIS_MAX = 5_000;

    private final ApiClient client;
    private final String path;
    private final Consumer<String> notes;
    private String lastId = "";
    private int node;
    private long pauseMillis = PAUSE_MILLIS_MIN;
    private boolean everConnected;

    /**
     * Prepares to follow.
     *
     * @param path  of the event stream below the API's root
     * @param notes hears when the connection is lost and when it is back
     */
    ChangeStream(ApiClient client, String path, Consumer<String> notes) {
        this.client = client;
        this.path = path;
        this.notes = notes;
    }

    /** Begins behind an event that was seen before. */
    void resumeBehind(String id) {
        lastId = id;
    }

    /**
     * Hands on every event until the consumer has enough. Fails only when the first connection does, or when the server
     * refuses; later the connection is made again for ever.
     *
     * @param consumer gets the events in order; false ends it
     */
    void follow(Predicate<Event> consumer) throws InterruptedException {
        while (true) {
            String trouble;
            LineQueue lines = new LineQueue();
            try {
                connect(lines);
                if (read(lines, consumer)) {
                    return;
                }
                trouble = "the server ended the stream or fell silent";
            } catch (ExecutionException | TimeoutException e) {
                trouble = unreachable(e);
            } finally {
                lines.cancel();
            }
            notes.accept(trouble + "; trying again");
            node = (node + 1) % client.nodes().size();
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
            pauseMillis = Math.min(PAUSE_MILLIS_MAX, pauseMillis * 2);
        }
    }

    private void connect(LineQueue lines) throws InterruptedException, ExecutionException, TimeoutException {
        HttpRequest.Builder request =
                ApiClient.request(client.nodes().get(node), path).setHeader("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        CompletableFuture<Void> answered = new CompletableFuture<>();
        var unused = client.http()
                .sendAsync(request.build(), info -> receiver(info.statusCode(), lines, answered))
                .whenComplete((response, failure) -> {
                    if (failure != null) {
                        answered.completeExceptionally(failure);
                    }
                });
        try {
            answered.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (root(e) instanceof CliFailure refused && refused.exitCode() != ExitCode.UNAVAILABLE) {
                throw refused;
            }
            throw e;
        }
        if (everConnected) {
            notes.accept("connected again to " + client.nodes().get(node));
        }
        everConnected = true;
    }

    /** Where the body of an answer goes: line by line to the reader, or, if it is a refusal, into a failure. */
    private static HttpResponse.BodySubscriber<Void> receiver(
            int status, LineQueue lines, CompletableFuture<Void> answered) {
        if (status == 200) {
            answered.complete(null);
            return HttpResponse.BodySubscribers.fromLineSubscriber(lines);
        }
        return HttpResponse.BodySubscribers.mapping(
                HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8), body -> {
                    throw refusal(status, body);
                });
    }

    private static CliFailure refusal(int status, String body) {
        try {
            return ApiClient.refusal(status, ApiClient.JSON.readTree(body));
        } catch (JsonProcessingException e) {
            return ApiClient.refusal(status, ApiClient.JSON.createObjectNode());
        }
    }

    /** Whether the consumer has had enough; otherwise the stream is over. */
    private boolean read(LineQueue lines, Predicate<Event> consumer) throws InterruptedException {
        EventParser parser = new EventParser();
        while (lines.take(SILENCE_MAX) instanceof LineQueue.Line line) {
            pauseMillis = PAUSE_MILLIS_MIN;
            Event event = parser.accept(line.text());
            lastId = parser.lastId().isEmpty() ? lastId : parser.lastId();
            if (event != null && !consumer.test(event)) {
                return true;
            }
        }
        return false;
    }

    private String unreachable(Exception e) {
        URI asked = client.nodes().get(node);
        Throwable cause = root(e);
        String trouble = cause instanceof ConnectException
                ? ApiClient.nobody(asked)
                : cause instanceof TimeoutException || cause instanceof HttpTimeoutException
                        ? asked + " does not answer"
                        : asked + ": " + cause.getMessage();
        boolean lastNode = node == client.nodes().size() - 1;
        if (!everConnected && lastNode) {
            throw new CliFailure(ExitCode.UNAVAILABLE, trouble);
        }
        return trouble;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof ConnectException) && !(root instanceof CliFailure)) {
            root = root.getCause();
        }
        return root;
    }

    /** The content of an event. */
    static JsonNode content(Event event) {
        try {
            return ApiClient.JSON.readTree(event.data());
        } catch (JsonProcessingException e) {
            throw new CliFailure(ExitCode.FAILED, "the server sent an event that is no JSON: " + event.data());
        }
    }
}
