package io.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A client of an event stream that reads it the plain way, line by line. */
final class Events implements AutoCloseable {
    private final BufferedReader in;

    /** @param id empty if it has none of its own */
    record Event(String type, String id, JsonObject data) {}

    private Events(BufferedReader in) {
        this.in = in;
    }

    /** Opens a stream; when it returns, whatever commits from now on will be told. */
    static Events open(Served server, String namespace, String lastEventId) {
        HttpRequest.Builder request = server.request("/api/v1/namespaces/" + namespace + "/events");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return open(server, request);
    }

    /** Opens the stream at any address. */
    static Events of(Served server, String address) {
        return open(server, server.request(address));
    }

    private static Events open(Served server, HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> response = server.client().send(request.build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).startsWith("retry: ");
            return new Events(in);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no event stream", e);
        }
    }

    /** The next event; waits for it. */
    Event next() {
        return read(false);
    }

    /** The id of the next sign of life. */
    String nextBeat() {
        return read(true).id();
    }

    private Event read(boolean beats) {
        try {
            String type = "";
            String id = "";
            String data = "";
            String line;
            while ((line = in.readLine()) != null) {
                if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && !data.isEmpty()) {
                    return new Event(type, id, new JsonObject(data));
                } else if (line.isEmpty() && beats && !id.isEmpty()) {
                    return new Event("", id, new JsonObject());
                } else if (line.isEmpty()) {
                    id = "";
                }
            }
            throw new AssertionError("the stream ended");
        } catch (IOException e) {
            throw new AssertionError("the stream broke", e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new AssertionError("could not be closed", e);
        }
    }
}
