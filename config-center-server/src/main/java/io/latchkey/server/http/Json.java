package io.latchkey.server.http;

import io.latchkey.server.config.ConfigKey;
import io.latchkey.server.config.ConfigTree;
import io.latchkey.server.config.Revision;
import io.latchkey.zab.tree.Stat;
import io.vertx.core.json.JsonObject;
import java.util.Base64;

/** How things look in JSON. Zxids and session ids are strings, since they don't fit into JavaScript's numbers. */
final class Json {
    private static final String TEXT = "utf-8";
    private static final String BINARY = "base64";

    private Json() {}

    static String zxid(long zxid) {
        return Long.toString(zxid);
    }

    static String session(long id) {
        return "0x" + Long.toHexString(id);
    }

    /** Adds bytes under {@code name}: as they are if they are UTF-8, otherwise in base64; {@code encoding} tells. */
    static JsonObject putBytes(JsonObject json, String name, byte[] bytes) {
        String text = PercentCoding.text(bytes);
        return text != null
                ? json.put(name, text).put("encoding", TEXT)
                : json.put(name, Base64.getEncoder().encodeToString(bytes)).put("encoding", BINARY);
    }

    static JsonObject revision(Revision revision) {
        JsonObject json = new JsonObject()
                .put("version", revision.version())
                .put("kind", revision.kind().name())
                .put("author", revision.author())
                .put("comment", revision.comment())
                .put("timeMs", revision.timeMs())
                .put("zxid", zxid(revision.zxid()));
        return revision.restores() == 0 ? json : json.put("restores", revision.restores());
    }

    /** A revision of a key, without the value. */
    static JsonObject change(ConfigKey key, Revision revision) {
        return new JsonObject()
                .put("namespace", key.namespace())
                .put("key", key.key())
                .mergeIn(revision(revision));
    }

    static JsonObject entry(ConfigTree.Entry entry) {
        JsonObject json = change(entry.key(), entry.newest()).put("bytes", entry.value().length);
        return putBytes(json, "value", entry.value());
    }

    static JsonObject stat(Stat stat) {
        return new JsonObject()
                .put("czxid", zxid(stat.czxid()))
                .put("mzxid", zxid(stat.mzxid()))
                .put("pzxid", zxid(stat.pzxid()))
                .put("ctime", stat.ctime())
                .put("mtime", stat.mtime())
                .put("version", stat.version())
                .put("cversion", stat.cversion())
                .put("aversion", stat.aversion())
                .put("ephemeralOwner", session(stat.ephemeralOwner()))
                .put("dataLength", stat.dataLength())
                .put("numChildren", stat.numChildren());
    }
}
