package io.latchkey.server.lock;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A place in a lock's queue that was taken away from whom it belonged to: what is kept of it.
 *
 * @param path of the lock
 * @param entry name of the node that was deleted
 * @param token its czxid: the fencing token, if it held the lock
 * @param session that it belonged to
 * @param owner what the client said of itself
 * @param held whether it held the lock, as far as the server could see that decided
 * @param author who did it, as that person says
 * @param from the address from which
 * @param reason why
 */
public record ForcedRelease(
        String path,
        String entry,
        long token,
        long session,
        String owner,
        boolean held,
        String author,
        String from,
        String reason) {

    /** A forced release and when it was: {@code zxid} and {@code timeMs} are of the transaction that did it. */
    public record Done(ForcedRelease what, long zxid, long timeMs) {}

    byte[] encode() {
        return new JsonObject()
                .put("path", path)
                .put("entry", entry)
                .put("token", Long.toString(token))
                .put("session", Long.toString(session))
                .put("owner", owner)
                .put("held", held)
                .put("author", author)
                .put("from", from)
                .put("reason", reason)
                .toBuffer()
                .getBytes();
    }

    /** Null if that is none: only the server writes there, but maybe one of a later version. */
    static @Nullable ForcedRelease decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            JsonObject json = new JsonObject(Buffer.buffer(bytes));
            return new ForcedRelease(
                    json.getString("path", ""),
                    json.getString("entry", ""),
                    Long.parseLong(json.getString("token", "0")),
                    Long.parseLong(json.getString("session", "0")),
                    json.getString("owner", ""),
                    json.getBoolean("held", false),
                    json.getString("author", ""),
                    json.getString("from", ""),
                    json.getString("reason", ""));
        } catch (DecodeException | ClassCastException | NumberFormatException e) {
            return null;
        }
    }
}
