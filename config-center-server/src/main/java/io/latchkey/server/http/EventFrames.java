package io.latchkey.server.http;

import io.latchkey.server.config.ConfigChange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Events as they go over the wire. An id is a zxid: all that happened up to it has been told. */
final class EventFrames {
    private static final int RECONNECT_MS = 1_000;

    private EventFrames() {}

    /** What a stream begins with. */
    static Buffer hello() {
        return Buffer.buffer("retry: " + RECONNECT_MS + "\n: Latchkey\n\n");
    }

    /**
     * All changes of one transaction in one namespace. Only the last has an id: one who breaks off in between has not
     * been told all of that transaction and must ask for it again.
     */
    static Buffer changes(List<ConfigChange> changes, long zxid) {
        Buffer frames = Buffer.buffer();
        for (int i = 0; i < changes.size(); i++) {
            ConfigChange change = changes.get(i);
            byte[] value = change.value();
            JsonObject data = Json.change(change.key(), change.revision());
            frames.appendString(value == null ? "event: delete\n" : "event: put\n");
            if (value != null) {
                Json.putBytes(data, "value", value);
            }
            if (i == changes.size() - 1) {
                frames.appendString("id: " + zxid + "\n");
            }
            frames.appendString("data: ").appendBuffer(data.toBuffer()).appendString("\n\n");
        }
        return frames;
    }

    /** Read everything again: what follows is complete from here on. */
    static Buffer resync(long zxid) {
        return Buffer.buffer("event: resync\nid: " + zxid + "\ndata: {\"zxid\":\"" + zxid + "\"}\n\n");
    }

    /** No event, but the id moves on, so that a resumption has less to look through. */
    static Buffer beat(long zxid) {
        return Buffer.buffer(": alive\nid: " + zxid + "\n\n");
    }

    /** No event. */
    static Buffer alive() {
        return Buffer.buffer(": alive\n\n");
    }

    /** No event, and nothing to say of where we are. */
    static Buffer waiting() {
        return Buffer.buffer(": waiting for a leader\n\n");
    }
}
