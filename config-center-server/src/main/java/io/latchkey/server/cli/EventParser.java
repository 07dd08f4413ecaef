package io.latchkey.server.cli;

import org.jspecify.annotations.Nullable;

/** Puts the lines of a stream of server-sent events together to events. */
final class EventParser {
    /**
     * One event.
     *
     * @param id   what to resume behind; empty when the stream has not given one yet
     * @param type the kind of event
     * @param data its content
     */
    record Event(String id, String type, String data) {}

    private static final int DATA_CHARACTERS_MAX = 16 * 1024 * 1024;

    private final StringBuilder data = new StringBuilder();
    private String id = "";
    private String lastId = "";
    private String type = "";
    private boolean any;

    /**
     * Takes a line without its end.
     *
     * @return the event that it completes, or null
     */
    @Nullable
    Event accept(String line) {
        if (line.isEmpty()) {
            return complete();
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
        switch (field) {
            case "id" -> id = value;
            case "event" -> type = value;
            case "data" -> append(value);
            default -> {
                // a comment (nothing before the colon) keeps the connection alive; other fields are not for us
            }
        }
        return null;
    }

    private void append(String value) {
        if (data.length() + value.length() > DATA_CHARACTERS_MAX) {
            throw new CliFailure(
                    ExitCode.FAILED, "the server sent an event above " + DATA_CHARACTERS_MAX + " characters");
        }
        if (any) {
            data.append('\n');
        }
        data.append(value);
        any = true;
    }

    /** What to resume behind: servers give ids without an event, too, so that a quiet stream does not begin anew. */
    String lastId() {
        return lastId;
    }

    private @Nullable Event complete() {
        lastId = id;
        Event event = any ? new Event(id, type.isEmpty() ? "message" : type, data.toString()) : null;
        data.setLength(0);
        type = "";
        any = false;
        return event;
    }
}
