package io.latchkey.server.cluster;

import io.latchkey.zab.core.Role;
import io.latchkey.zab.runtime.EngineStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How one server says that it is, as JSON whose unknown fields are passed over: releases may be mixed.
 *
 * @param serving whether it serves clients
 * @param lastZxid the last one in its history
 */
public record ServerNews(Role role, boolean serving, long epoch, long lastZxid, long committedZxid) {
    static ServerNews of(EngineStatus status) {
        return new ServerNews(
                status.state().role(),
                status.state().serving(),
                status.state().epoch(),
                status.lastZxid(),
                status.committedZxid());
    }

    byte[] encode() {
        return new JsonObject()
                .put("role", role.name())
                .put("serving", serving)
                .put("epoch", epoch)
                .put("lastZxid", lastZxid)
                .put("committedZxid", committedZxid)
                .toBuffer()
                .getBytes();
    }

    /** Null if these bytes are no news. */
    static @Nullable ServerNews decode(byte[] bytes) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(bytes));
            return new ServerNews(
                    Role.valueOf(json.getString("role", "")),
                    json.getBoolean("serving", false),
                    json.getLong("epoch", 0L),
                    json.getLong("lastZxid", 0L),
                    json.getLong("committedZxid", 0L));
        } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
            return null; // of another release, or no news at all; nothing depends on it
        }
    }
}
