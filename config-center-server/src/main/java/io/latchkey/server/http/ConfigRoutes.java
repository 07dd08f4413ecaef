package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import io.latchkey.server.config.ConfigKey;
import io.latchkey.server.config.ConfigTree;
import io.latchkey.server.config.ConfigWrite;
import io.latchkey.server.config.ConfigWriter;
import io.latchkey.server.config.KeyIndex;
import io.latchkey.server.config.Revision;
import io.latchkey.zab.tree.Note;
import io.latchkey.zab.tree.ZNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Namespaces, keys and their history. */
final class ConfigRoutes {
    static final String NAMESPACES = "/api/v1/namespaces";
    static final String NAMESPACE = NAMESPACES + "/{namespace}";

    private static final int PAGE_KEYS = 100;
    private static final int PAGE_KEYS_MAX = 1_000;

    private final Loop loop;
    private final ConfigWriter writer;

    ConfigRoutes(Loop loop) {
        this.loop = loop;
        this.writer = new ConfigWriter(loop.view());
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(GET, NAMESPACES, this::listNamespaces, Loop.CONSISTENCY),
                Endpoint.of(PUT, NAMESPACE, this::createNamespace),
                Endpoint.of(DELETE, NAMESPACE, this::deleteNamespace),
                Endpoint.of(GET, NAMESPACE + "/keys", this::listKeys, Loop.CONSISTENCY, "limit", "after"),
                Endpoint.of(GET, NAMESPACE + "/keys/{key}", this::get, Loop.CONSISTENCY),
                Endpoint.of(PUT, NAMESPACE + "/keys/{key}", this::put),
                Endpoint.of(DELETE, NAMESPACE + "/keys/{key}", this::delete),
                Endpoint.of(GET, NAMESPACE + "/history/{key}", this::history, Loop.CONSISTENCY, "version"),
                Endpoint.of(POST, NAMESPACE + "/rollback/{key}", this::rollback));
    }

    private void listNamespaces(ApiRequest request) {
        loop.read(request, tree -> {
            JsonArray names = new JsonArray();
            new ConfigTree(tree).namespaces().forEach(name -> names.add(new JsonObject().put("name", name)));
            return Reply.ok(new JsonObject().put("namespaces", names));
        });
    }

    private void createNamespace(ApiRequest request) {
        String name = request.namespace();
        boolean mustBeNew = request.header("If-None-Match") != null;
        perform(request, new ConfigWrite.CreateNamespace(name, mustBeNew), request.note(0), done -> {
            boolean created = !done.before().hasNamespace(name);
            return new Reply(created ? 201 : 200, Map.of(), new JsonObject().put("name", name));
        });
    }

    private void deleteNamespace(ApiRequest request) {
        perform(
                request,
                new ConfigWrite.DeleteNamespace(request.namespace()),
                request.note(0),
                done -> Reply.noContent());
    }

    private void listKeys(ApiRequest request) {
        String namespace = request.namespace();
        int limit = request.query("limit", PAGE_KEYS, 1, PAGE_KEYS_MAX);
        String after = Objects.requireNonNullElse(request.query("after"), "");
        loop.read(request, tree -> {
            ConfigTree center = new ConfigTree(tree);
            ZNode node = center.namespaceNode(namespace);
            if (node == null) {
                throw noNamespace(namespace).refusal();
            }
            KeyIndex.Page page = loop.keys().page(node, after, limit);
            JsonArray keys = new JsonArray();
            page.keys().forEach(key -> keys.add(summary(center, new ConfigKey(namespace, key))));
            JsonObject json = new JsonObject().put("keys", keys);
            return Reply.ok(
                    page.more() ? json.put("next", page.keys().get(page.keys().size() - 1)) : json);
        });
    }

    private static JsonObject summary(ConfigTree center, ConfigKey key) {
        JsonObject json = new JsonObject().put("key", key.key()).put("version", center.version(key));
        ZNode node = center.tree().node(key.path());
        return node == null
                ? json
                : json.put("bytes", node.stat().dataLength())
                        .put("timeMs", node.stat().mtime());
    }

    private void get(ApiRequest request) {
        ConfigKey key = request.key();
        String known = request.header("If-None-Match");
        loop.read(request, tree -> {
            ConfigTree center = new ConfigTree(tree);
            ConfigTree.Entry entry = center.get(key);
            if (entry == null) {
                throw noKey(center, key).refusal();
            }
            String tag = EntityTag.of(entry.newest().version());
            return known != null && known.trim().equals(tag) ? Reply.notModified(tag) : found(200, entry);
        });
    }

    private static Reply found(int status, ConfigTree.Entry entry) {
        return new Reply(status, Map.of("ETag", EntityTag.of(entry.newest().version())), Json.entry(entry));
    }

    private void put(ApiRequest request) {
        ConfigKey key = request.key();
        byte[] value =
                ValueBody.check(request.header("Content-Type"), request.header("Content-Encoding"), request.bytes());
        perform(
                request,
                new ConfigWrite.Put(key, value, request.condition()),
                request.note(0),
                done -> written(done, key));
    }

    private static Reply written(ConfigWriter.Done done, ConfigKey key) {
        boolean created = done.before().get(key) == null;
        Revision revision = newest(done.after(), key);
        // the value is left out: who wrote it has it
        Map<String, String> headers = Map.of("ETag", EntityTag.of(revision.version()));
        return new Reply(created ? 201 : 200, headers, Json.change(key, revision));
    }

    private void delete(ApiRequest request) {
        ConfigKey key = request.key();
        perform(
                request,
                new ConfigWrite.Delete(key, request.condition()),
                request.note(0),
                done -> new Reply(200, Map.of(), Json.change(key, newest(done.after(), key))));
    }

    private static Revision newest(ConfigTree center, ConfigKey key) {
        Revision newest = center.newest(key);
        if (newest == null) {
            throw new IllegalStateException("a change of " + key + " left no revision: the engine lacks the rule");
        }
        return newest;
    }

    private void history(ApiRequest request) {
        ConfigKey key = request.key();
        int version = request.query("version", 0, 1, Integer.MAX_VALUE);
        loop.read(request, tree -> {
            ConfigTree center = new ConfigTree(tree);
            return Reply.ok(version == 0 ? revisions(center, key) : revision(center, key, version));
        });
    }

    private static JsonObject revisions(ConfigTree center, ConfigKey key) {
        List<Revision> revisions = center.history(key);
        if (revisions.isEmpty() && center.get(key) == null) {
            throw noKey(center, key).refusal();
        }
        JsonArray array = new JsonArray();
        revisions.forEach(revision -> array.add(Json.revision(revision)));
        return new JsonObject()
                .put("namespace", key.namespace())
                .put("key", key.key())
                .put("revisions", array);
    }

    private static JsonObject revision(ConfigTree center, ConfigKey key, int version) {
        ConfigTree.Stored stored = center.revision(key, version);
        if (stored == null) {
            throw Problem.notFound("version " + version + " of key '" + key.key()
                            + "' never was or is not kept any more; without ?version= the kept ones are listed")
                    .refusal();
        }
        JsonObject json = Json.change(key, stored.revision());
        byte[] value = stored.value();
        return value == null ? json.putNull("value") : Json.putBytes(json, "value", value);
    }

    private void rollback(ApiRequest request) {
        ConfigKey key = request.key();
        JsonObject body = request.json();
        if (!(body.getValue("version") instanceof Integer version) || version < 1) {
            throw Problem.badRequest("\"version\" in the body is the number of the version to restore, from 1 on")
                    .refusal();
        }
        Note note = ApiRequest.note(text(body, "author"), text(body, "comment"), version);
        perform(request, new ConfigWrite.Rollback(key, version, request.condition()), note, done -> written(done, key));
    }

    private static String text(JsonObject body, String name) {
        Object value = body.getValue(name, "");
        if (!(value instanceof String text)) {
            throw Problem.badRequest("\"" + name + "\" in the body is a text").refusal();
        }
        return text;
    }

    private interface Answer {
        Reply to(ConfigWriter.Done done);
    }

    private void perform(ApiRequest request, ConfigWrite write, Note note, Answer answer) {
        loop.serving();
        Future<ConfigWriter.Done> done = loop.timed(writer.perform(write, note));
        // a refusal tells of the tree as well
        done.onComplete(ignored -> loop.floor().show(loop.view().tree().zxid()));
        request.answer(done.map(answer::to));
    }

    private static Problem noNamespace(String namespace) {
        return Problem.notFound("there is no namespace '" + namespace + "'; GET " + NAMESPACES + " lists them");
    }

    private static Problem noKey(ConfigTree center, ConfigKey key) {
        return center.hasNamespace(key.namespace())
                ? Problem.notFound("there is no key '" + key.key() + "' in namespace '" + key.namespace() + "'")
                : noNamespace(key.namespace());
    }
}
