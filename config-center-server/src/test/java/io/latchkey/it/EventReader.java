package io.latchkey.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a stream of server-sent events until it ends, and comes back with the last id as browsers do. */
final class EventReader implements AutoCloseable {
    /** One event. */
    record Event(String type, String id, String data) {}

    private final HttpClient http;
    private final URI uri;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private @Nullable Stream<String> lines;
    private @Nullable Thread reader;
    private volatile boolean closing;

    EventReader(HttpClient http, URI uri) {
        this.http = http;
        this.uri = uri;
    }

    /** Begins to read, after the last event of before if there is one. */
    void open() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (!events.isEmpty()) {
            request.header("Last-Event-ID", events.get(events.size() - 1).id());
        }
        closing = false;
        Stream<String> opened =
                http.send(request.build(), BodyHandlers.ofLines()).body();
        lines = opened;
        Thread thread = new Thread(() -> read(opened), "reader of " + uri);
        reader = thread;
        thread.start();
    }

    private void read(Stream<String> of) {
        List<String> event = new ArrayList<>();
        try {
            of.forEach(line -> {
                if (!line.isEmpty()) {
                    event.add(line);
                } else {
                    take(event);
                    event.clear();
                }
            });
        } catch (UncheckedIOException e) {
            if (!closing) {
                events.add(new Event("broken", "", e.toString()));
            }
        }
    }

    private void take(List<String> lines) {
        String type = field(lines, "event: ");
        if (!type.isEmpty()) {
            events.add(new Event(type, field(lines, "id: "), field(lines, "data: ")));
        }
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    /** Breaks off. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        if (lines != null && reader != null) {
            lines.close();
            reader.join();
        }
    }
}
