package io.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The document describes what the server does: the same operations and parameters, and answers that fit its schemas. */
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private static Served server;
    private static JsonObject document;

    @BeforeAll
    static void start() {
        server = new Served();
        document = load(server.get("/openapi.yaml").body());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @SuppressWarnings("unchecked")
    private static JsonObject load(String yaml) {
        LoadSettings settings =
                LoadSettings.builder().setAllowDuplicateKeys(false).build();
        return new JsonObject(new JsonObject((Map<String, Object>) new Load(settings).loadFromString(yaml)).encode());
    }

    @Test
    void it_describes_the_operations_that_there_are_and_no_others() {
        Map<String, Set<String>> described = new TreeMap<>();
        for (String path : document.getJsonObject("paths").fieldNames()) {
            JsonObject item = document.getJsonObject("paths").getJsonObject(path);
            item.fieldNames().stream()
                    .filter(METHODS::contains)
                    .forEach(method -> described.put(
                            method.toUpperCase(Locale.ROOT) + " " + path,
                            queryParameters(item, item.getJsonObject(method))));
        }
        Map<String, Set<String>> served = server.endpoints().stream()
                .collect(Collectors.toMap(
                        e -> e.method() + " " + e.template(),
                        e -> new TreeSet<>(e.query()),
                        (a, b) -> a,
                        TreeMap::new));
        assertThat(described).isEqualTo(served);
    }

    private static Set<String> queryParameters(JsonObject path, JsonObject operation) {
        Set<String> names = new TreeSet<>();
        for (JsonObject from : List.of(path, operation)) {
            for (Object parameter : from.getJsonArray("parameters", new JsonArray())) {
                JsonObject resolved = resolve((JsonObject) parameter);
                if ("query".equals(resolved.getString("in"))) {
                    names.add(resolved.getString("name"));
                }
            }
        }
        return names;
    }

    @Test
    void every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own() {
        Set<String> ids = new TreeSet<>();
        for (String path : document.getJsonObject("paths").fieldNames()) {
            JsonObject item = document.getJsonObject("paths").getJsonObject(path);
            for (String method : item.fieldNames()) {
                if (METHODS.contains(method)) {
                    JsonObject operation = item.getJsonObject(method);
                    assertThat(ids.add(operation.getString("operationId")))
                            .as(method + path)
                            .isTrue();
                    assertThat(operation.getString("summary")).isNotBlank();
                    assertThat(operation.getJsonObject("responses").fieldNames())
                            .contains("default");
                }
            }
        }
        followAll(document);
    }

    private static void followAll(Object any) {
        if (any instanceof JsonObject object) {
            resolve(object);
            object.forEach(field -> followAll(field.getValue()));
        } else if (any instanceof JsonArray array) {
            array.forEach(OpenApiTest::followAll);
        }
    }

    private static JsonObject resolve(JsonObject object) {
        String reference = object.getValue("$ref") instanceof String s ? s : null;
        if (reference == null) {
            return object;
        }
        assertThat(reference).startsWith("#/");
        JsonObject at = document;
        for (String part : reference.substring(2).split("/")) {
            at = at.getJsonObject(part);
            assertThat(at).as(reference).isNotNull();
        }
        return resolve(at);
    }

    @Test
    void answers_fit_the_schemas() {
        String members = "/api/v1/cluster/members";
        JsonObject two = new JsonObject().put("address", "b:1").put("kind", "OBSERVER");
        fits("get", members, server.get(members));
        fits(
                "put",
                members + "/{serverId}",
                server.put(members + "/2", two.encode(), "Content-Type", "application/json"));
        fits("post", members, server.post(members, new JsonObject().put("remove", new JsonArray().add(2))));
        fits("post", members, server.post(members, new JsonObject()));
        fits(
                "post",
                "/api/v1/cluster/leader",
                server.post("/api/v1/cluster/leader", new JsonObject().put("serverId", 1)));
        String ns = "/api/v1/namespaces/";
        String at = "/api/v1/namespaces/{namespace}";
        fits("put", at, server.put(ns + "doc", ""));
        fits("put", at, server.put(ns + "doc", ""));
        fits("put", at + "/keys/{key}", server.put(ns + "doc/keys/a/b", "text"));
        fits("put", at + "/keys/{key}", server.put(ns + "doc/keys/a/b", "text"));
        server.send(server.request(ns + "doc/keys/bin").PUT(BodyPublishers.ofByteArray(new byte[] {-1})));
        fits("get", at + "/keys/{key}", server.get(ns + "doc/keys/a/b"));
        fits("get", at + "/keys/{key}", server.get(ns + "doc/keys/bin"));
        fits("get", at + "/keys/{key}", server.get(ns + "doc/keys/none"));
        fits("get", at + "/keys", server.get(ns + "doc/keys?limit=1"));
        fits("get", at + "/history/{key}", server.get(ns + "doc/history/a/b"));
        fits("get", at + "/history/{key}", server.get(ns + "doc/history/a/b?version=1"));
        fits("post", at + "/rollback/{key}", server.post(ns + "doc/rollback/a/b", new JsonObject().put("version", 1)));
        fits("delete", at + "/keys/{key}", server.delete(ns + "doc/keys/a/b"));
        fits("get", at + "/history/{key}", server.get(ns + "doc/history/a/b?version=4"));
        fits("post", at + "/rollback/{key}", server.post(ns + "doc/rollback/a/b", new JsonObject().put("version", 1)));
        fits("put", at + "/keys/{key}", server.put(ns + "doc/keys/a/b", "x", "If-Match", "\"1\""));
        fits("delete", at, server.delete(ns + "doc"));
        fits("get", "/api/v1/namespaces", server.get("/api/v1/namespaces"));
        server.submit(new Request.Create("/locks/doc", null, Acl.OPEN, CreateMode.PERSISTENT));
        for (int i = 0; i < 2; i++) {
            server.submit(new Request.Create("/locks/doc/lock-", null, Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL));
        }
        String forced = "/api/v1/locks/forced-releases";
        JsonObject holder = new JsonObject(server.get("/api/v1/locks").body())
                .getJsonArray("locks")
                .getJsonObject(0)
                .getJsonArray("holders")
                .getJsonObject(0);
        JsonObject wish = new JsonObject()
                .put("path", "/locks/doc")
                .put("entry", holder.getString("entry"))
                .put("token", holder.getString("token"))
                .put("reason", "to see");
        fits("post", forced, server.post(forced, wish));
        fits("post", forced, server.post(forced, wish));
        fits("get", forced, server.get(forced));
        fits("get", "/api/v1/locks/deadlocks", server.get("/api/v1/locks/deadlocks"));
        leasesFit();
        for (String plain : List.of("cluster", "sessions", "locks", "tree")) {
            fits("get", "/api/v1/" + plain, server.get("/api/v1/" + plain));
        }
        for (String health : List.of("/livez", "/readyz", "/healthz")) {
            fits("get", health, server.get(health));
        }
        fits("get", "/readyz", server.get("/readyz?verbose"));
    }

    private static void leasesFit() {
        String at = "/api/v1/leases";
        HttpResponse<String> opened = server.post(at, new JsonObject().put("ttlMs", 20_000));
        fits("post", at, opened);
        fits("post", at, server.post(at, new JsonObject()));
        String lease = new JsonObject(opened.body()).getString("lease");
        String taking = "/api/v1/locks/acquire/";
        JsonObject wish = new JsonObject().put("lease", lease);
        HttpResponse<String> taken = server.post(taking + "a/b", wish);
        fits("post", taking + "{lock}", taken);
        fits("post", taking + "{lock}", server.post(taking + "a/b", wish));
        fits("get", at + "/{lease}", server.get(at + "/" + lease));
        fits("put", at + "/{lease}/keep-alive", server.put(at + "/" + lease + "/keep-alive", ""));
        JsonObject release = wish.copy().put("token", new JsonObject(taken.body()).getString("token"));
        fits("post", "/api/v1/locks/release/{lock}", server.post("/api/v1/locks/release/a/b", release));
        fits("delete", at + "/{lease}", server.delete(at + "/" + lease));
        fits("delete", at + "/{lease}", server.delete(at + "/" + lease));
    }

    private static void fits(String method, String template, HttpResponse<String> response) {
        JsonObject responses = document.getJsonObject("paths")
                .getJsonObject(template)
                .getJsonObject(method)
                .getJsonObject("responses");
        String status = Integer.toString(response.statusCode());
        JsonObject described = resolve(responses.getJsonObject(responses.containsKey(status) ? status : "default"));
        if (!described.containsKey("content")) {
            assertThat(response.body()).isEmpty();
            return;
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        JsonObject content = described.getJsonObject("content").getJsonObject(type);
        assertThat(content)
                .as("%s %s answers %s with %s", method, template, status, type)
                .isNotNull();
        Schema.check(OpenApiTest::resolve, content.getJsonObject("schema"), new JsonObject(response.body()), template);
    }
}
