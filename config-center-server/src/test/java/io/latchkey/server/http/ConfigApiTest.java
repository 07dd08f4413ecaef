package io.latchkey.server.http;

import static io.latchkey.server.http.Served.bytes;
import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigApiTest {
    private static final String NS = "/api/v1/namespaces/";
    private static final String APP = NS + "app";
    private static final String KEY = APP + "/keys/";

    private static Served server;

    @BeforeAll
    static void start() {
        server = new Served();
        server.namespace("app");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void problem(HttpResponse<String> response, int status, String... words) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonObject problem = json(response);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("type")).startsWith("urn:latchkey:problem:");
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(List.of(words))
                .allSatisfy(word -> assertThat(problem.getString("detail")).contains(word));
    }

    private static String tag(HttpResponse<String> response) {
        return response.headers().firstValue("ETag").orElse("");
    }

    @Test
    void a_value_comes_back_with_who_when_why_and_which_version() {
        HttpResponse<String> put = server.put(
                KEY + "pool.max", "20", "Latchkey-Author", "Ann%20%E4%B8%AD", "Latchkey-Comment", "more%0Aroom");
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(tag(put)).isEqualTo("\"1\"");
        assertThat(json(put).fieldNames())
                .containsExactlyInAnyOrder(
                        "namespace", "key", "version", "kind", "author", "comment", "timeMs", "zxid");

        HttpResponse<String> got = server.get(KEY + "pool.max");
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(tag(got)).isEqualTo("\"1\"");
        JsonObject value = json(got);
        assertThat(value.getString("value")).isEqualTo("20");
        assertThat(value.getString("encoding")).isEqualTo("utf-8");
        assertThat(value.getString("author")).isEqualTo("Ann 中");
        assertThat(value.getString("comment")).isEqualTo("more\nroom");
        assertThat(value.getLong("timeMs")).isPositive();
        assertThat(value.getString("kind")).isEqualTo("PUT");

        HttpResponse<String> unchanged =
                server.send(server.request(KEY + "pool.max").header("If-None-Match", "\"1\""));
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(server.put(KEY + "pool.max", "30").statusCode()).isEqualTo(200);
        assertThat(server.send(server.request(KEY + "pool.max").header("If-None-Match", "\"1\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void conditions_are_held_against_the_version_that_is_there() {
        String key = KEY + "conditional";
        problem(server.put(key, "x", "If-Match", "\"1\""), 412, "does not exist");
        problem(server.put(key, "x", "If-Match", "*"), 412, "does not exist");
        assertThat(server.put(key, "1", "If-None-Match", "*").statusCode()).isEqualTo(201);
        HttpResponse<String> taken = server.put(key, "1", "If-None-Match", "*");
        problem(taken, 412, "has version 1");
        assertThat(json(taken).getInteger("version")).isEqualTo(1);
        assertThat(tag(server.put(key, "2", "If-Match", "\"1\""))).isEqualTo("\"2\"");
        assertThat(tag(server.put(key, "3", "If-Match", "*"))).isEqualTo("\"3\"");
        problem(server.put(key, "4", "If-Match", "\"2\""), 412, "has version 3");
        problem(server.delete(key, "If-Match", "\"2\""), 412, "has version 3");
        HttpResponse<String> deleted = server.delete(key, "If-Match", "\"3\"");
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(json(deleted).getInteger("version")).isEqualTo(4);
        assertThat(json(deleted).getString("kind")).isEqualTo("DELETE");
        problem(server.delete(key, "If-Match", "\"4\""), 404, "no key 'conditional'");
        problem(server.put(key, "x", "If-Match", "\"4\""), 412, "does not exist");
        assertThat(tag(server.put(key, "5", "If-None-Match", "*"))).isEqualTo("\"5\"");
    }

    @ParameterizedTest
    @CsvSource({"If-Match, 5", "If-Match, W/\"5\"", "If-Match, '\"1\", \"2\"'", "If-None-Match, '\"5\"'"})
    void conditions_of_another_form_are_refused(String header, String text) {
        problem(server.put(KEY + "formal", "x", header, text), 400, header);
        problem(server.put(KEY + "formal", "x", "If-Match", "\"1\"", "If-None-Match", "*"), 400, "not both");
    }

    @Test
    void the_first_key_makes_its_namespace() {
        assertThat(server.put(NS + "fresh/keys/db/url", "v").statusCode()).isEqualTo(201);
        assertThat(server.get("/api/v1/namespaces").body()).contains("\"fresh\"");
        assertThat(json(server.get(NS + "fresh/keys/db/url")).getInteger("version"))
                .isEqualTo(1);
    }

    @Test
    void what_is_not_there_is_said_to_be_missing() {
        problem(server.get(KEY + "none"), 404, "no key 'none' in namespace 'app'");
        problem(server.get(NS + "none/keys/x"), 404, "no namespace 'none'");
        problem(server.get(NS + "none/keys"), 404, "no namespace 'none'");
        problem(server.put(NS + "none/keys/x", "v", "If-Match", "\"1\""), 412, "does not exist");
        problem(server.get(NS + "none/keys"), 404, "no namespace 'none'");
        problem(server.delete(KEY + "none"), 404, "no key 'none'");
        problem(server.get(APP + "/history/none"), 404, "no key 'none'");
        problem(server.delete(NS + "none"), 404, "no namespace 'none'");
        problem(server.post(APP + "/rollback/none", new JsonObject().put("version", 1)), 404, "version 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "ключ",
                "中文/键",
                "100%",
                "a+b",
                "a&b=c",
                "q?x",
                "h#x",
                "a;b",
                "dots...",
                "~t:i/l:d~e",
                "a/b/c/d/e",
                "\"q\"",
                "<x>"
            })
    void names_may_have_any_characters(String key) {
        List<String> levels =
                Stream.of(key.split("/")).map(ConfigApiTest::encoded).toList();
        String path = String.join("/", levels);
        assertThat(server.put(KEY + path, key).statusCode()).isIn(200, 201);
        JsonObject got = json(server.get(KEY + path));
        assertThat(got.getString("key")).isEqualTo(key);
        assertThat(got.getString("value")).isEqualTo(key);
        assertThat(json(server.get(APP + "/history/" + path)).getJsonArray("revisions"))
                .isNotEmpty();
        assertThat(keys("app")).contains(key);
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : bytes(text)) {
            encoded.append('%').append(String.format("%02X", b & 0xff));
        }
        return encoded.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%2Fb",
                "a//b",
                "a/",
                "/a",
                "%2e%2e/x",
                "%2e",
                "a/%2E%2E",
                "%00",
                "a%0Ab",
                "%ff",
                "%C3%28",
                "%ed%a0%80"
            })
    void names_that_are_none_are_refused(String path) {
        HttpResponse<String> put = server.put(KEY + path, "x");
        assertThat(put.statusCode()).as(put.body()).isIn(400, 404, 405);
        assertThat(json(put).getString("detail")).isNotBlank();
    }

    @Test
    void malformed_addresses_are_refused() {
        for (String path : List.of(NS + "%2Fx", NS + "%2e%2e", NS + "%00")) {
            HttpResponse<String> put = server.put(path, "");
            assertThat(put.statusCode()).as(path + put.body()).isIn(400, 404, 405);
        }
        problem(server.get(KEY + "x?consistency=strong"), 400, "local or linearizable");
        problem(server.get(KEY + "x?consistancy=local"), 400, "consistancy", "consistency");
        problem(server.get(APP + "/keys?limit=0"), 400, "limit", "1 to 1000");
        problem(server.get(APP + "/keys?limit=x"), 400, "limit");
        problem(server.get(APP + "/history/x?version=-1"), 400, "version");
        problem(server.put(KEY + "x", "v", "Latchkey-Author", "%zz"), 400, "Latchkey-Author", "percent-encoded");
        problem(server.put(KEY + "x", "v", "Latchkey-Author", "a".repeat(201)), 400, "author", "200");
        problem(server.put(KEY + "x", "v", "Latchkey-Comment", "a".repeat(2_001)), 400, "comment", "2000");
    }

    private static List<String> keys(String namespace) {
        List<String> keys = new ArrayList<>();
        String after = "";
        while (true) {
            JsonObject page = json(server.get(NS + namespace + "/keys?limit=1000&after=" + encoded(after)));
            JsonArray array = page.getJsonArray("keys");
            IntStream.range(0, array.size()).mapToObj(array::getJsonObject).forEach(k -> keys.add(k.getString("key")));
            after = page.getString("next");
            if (after == null) {
                return keys;
            }
        }
    }

    @Test
    void keys_are_listed_in_order_page_by_page() {
        server.namespace("paged");
        List<String> made = List.of("a", "a.b", "a/b", "b", "b/c/d", "c");
        made.forEach(key -> server.publish("paged", key, "v"));
        server.submit(new Request.Create("/config/paged/folder", null, Acl.OPEN, CreateMode.PERSISTENT));
        List<String> seen = new ArrayList<>();
        String after = "";
        int pages = 0;
        do {
            JsonObject page = json(server.get(NS + "paged/keys?limit=2&after=" + encoded(after)));
            JsonArray array = page.getJsonArray("keys");
            for (int i = 0; i < array.size(); i++) {
                seen.add(array.getJsonObject(i).getString("key"));
                assertThat(array.getJsonObject(i).getInteger("version")).isEqualTo(1);
            }
            after = page.getString("next");
            pages++;
        } while (after != null);
        assertThat(seen).isEqualTo(made.stream().sorted().toList());
        assertThat(pages).isEqualTo(3);
        assertThat(json(server.get(NS + "paged/keys?after=zzz")).getJsonArray("keys"))
                .isEmpty();
    }

    @Test
    void namespaces_come_and_go() {
        assertThat(server.put(NS + "temp", "").statusCode()).isEqualTo(201);
        assertThat(server.put(NS + "temp", "").statusCode()).isEqualTo(200);
        problem(server.put(NS + "temp", "", "If-None-Match", "*"), 412, "exists already");
        assertThat(server.get(NS.substring(0, NS.length() - 1)).body()).contains("{\"name\":\"temp\"}");
        server.publish("temp", "deep/er/key", "v");
        problem(server.delete(NS + "temp"), 409, "deep/er/key", "delete its keys first");
        server.delete(NS + "temp/keys/deep/er/key");
        assertThat(server.delete(NS + "temp").statusCode()).isEqualTo(204);
        problem(server.get(NS + "temp/keys"), 404, "no namespace");
        problem(server.delete(NS + "temp"), 404, "no namespace");
    }

    @Test
    void history_and_rollback() {
        String key = "rolled";
        for (String value : List.of("one", "two", "three")) {
            server.publish("app", key, value);
        }
        JsonArray revisions = json(server.get(APP + "/history/" + key)).getJsonArray("revisions");
        assertThat(revisions).hasSize(3);
        assertThat(revisions.getJsonObject(0).getInteger("version")).isEqualTo(3);
        JsonObject first = json(server.get(APP + "/history/" + key + "?version=1"));
        assertThat(first.getString("value")).isEqualTo("one");
        problem(server.get(APP + "/history/" + key + "?version=9"), 404, "version 9");

        JsonObject body =
                new JsonObject().put("version", 1).put("author", "ann").put("comment", "back");
        problem(server.post(APP + "/rollback/" + key, body, "If-Match", "\"2\""), 412, "version 3");
        HttpResponse<String> restored = server.post(APP + "/rollback/" + key, body, "If-Match", "\"3\"");
        assertThat(restored.statusCode()).as(restored.body()).isEqualTo(200);
        JsonObject now = json(server.get(KEY + key));
        assertThat(now.getString("value")).isEqualTo("one");
        assertThat(now.getInteger("version")).isEqualTo(4);
        assertThat(now.getString("kind")).isEqualTo("ROLLBACK");
        assertThat(now.getInteger("restores")).isEqualTo(1);
        assertThat(now.getString("author")).isEqualTo("ann");

        server.delete(KEY + key);
        problem(server.post(APP + "/rollback/" + key, new JsonObject().put("version", 5)), 409, "deletion");
        JsonObject deletion = json(server.get(APP + "/history/" + key + "?version=5"));
        assertThat(deletion.getString("kind")).isEqualTo("DELETE");
        assertThat(deletion.getValue("value")).isNull();
        HttpResponse<String> undeleted = server.post(APP + "/rollback/" + key, body, "If-None-Match", "*");
        assertThat(undeleted.statusCode()).isEqualTo(201);
        assertThat(json(undeleted).getInteger("version")).isEqualTo(6);
    }

    @Test
    void a_rollback_says_what_is_wrong_with_its_body() {
        String path = APP + "/rollback/x";
        problem(server.post(path, new JsonObject()), 400, "version");
        problem(server.post(path, new JsonObject().put("version", "1")), 400, "version");
        problem(server.post(path, new JsonObject().put("version", 0)), 400, "version");
        problem(server.post(path, new JsonObject().put("version", 1).put("author", 7)), 400, "author");
        problem(server.send(server.request(path).POST(BodyPublishers.ofString("{}"))), 415, "application/json");
        problem(
                server.send(server.request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("[1"))),
                400,
                "JSON");
    }

    @Test
    void a_key_may_be_a_folder_too_and_loses_only_its_value() {
        server.publish("app", "both", "value");
        server.publish("app", "both/below", "v");
        assertThat(server.delete(KEY + "both").statusCode()).isEqualTo(200);
        problem(server.get(KEY + "both"), 404, "no key");
        assertThat(json(server.get(KEY + "both/below")).getString("value")).isEqualTo("v");
        problem(server.put(KEY + "both", "x", "If-Match", "*"), 412, "does not exist");
        assertThat(tag(server.put(KEY + "both", "again", "If-None-Match", "*"))).isEqualTo("\"3\"");
        // a folder that never had a value
        server.publish("app", "pure/below", "v");
        assertThat(tag(server.put(KEY + "pure", "first", "If-None-Match", "*"))).isEqualTo("\"1\"");
        problem(server.put(KEY + "pure", "x", "If-None-Match", "*"), 412, "version 1");
    }

    @Test
    void binary_values_travel_in_base64() {
        byte[] binary = new byte[300];
        new Random(1).nextBytes(binary);
        assertThat(server.send(server.request(KEY + "bin")
                                .header("Content-Type", "application/octet-stream")
                                .PUT(BodyPublishers.ofByteArray(binary)))
                        .statusCode())
                .isEqualTo(201);
        JsonObject got = json(server.get(KEY + "bin"));
        assertThat(got.getString("encoding")).isEqualTo("base64");
        assertThat(Base64.getDecoder().decode(got.getString("value"))).isEqualTo(binary);
        assertThat(got.getInteger("bytes")).isEqualTo(300);
        problem(
                server.send(server.request(KEY + "bin")
                        .header("Content-Type", "text/plain")
                        .PUT(BodyPublishers.ofByteArray(binary))),
                400,
                "octet-stream");
    }

    @Test
    void bodies_that_are_no_values_are_refused() {
        for (String type : List.of("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
            problem(server.put(KEY + "form", "a=b", "Content-Type", type), 415, "text/plain");
        }
        problem(server.put(KEY + "form", "x", "Content-Type", "text/plain; charset=gbk"), 415, "UTF-8");
        problem(server.put(KEY + "form", "x", "Content-Encoding", "gzip"), 415, "Content-Encoding");
        problem(server.get(KEY + "form"), 404);
        assertThat(server.put(KEY + "json", "{}", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.put(KEY + "empty", "").statusCode()).isEqualTo(201);
        assertThat(json(server.get(KEY + "empty")).getString("value")).isEmpty();
    }

    @Test
    void a_value_has_a_million_bytes_at_most() {
        String million = "ä".repeat(500_000);
        assertThat(server.put(KEY + "large", million).statusCode()).isEqualTo(201);
        assertThat(json(server.get(KEY + "large")).getString("value")).isEqualTo(million);
        problem(server.put(KEY + "large", million + "x"), 413, "1000000");
        byte[] ten = new byte[10_000_000];
        Arrays.fill(ten, (byte) 'x');
        problem(server.send(server.request(KEY + "large").PUT(BodyPublishers.ofByteArray(ten))), 413, "1000000");
        assertThat(json(server.get(KEY + "large")).getInteger("version")).isEqualTo(1);
    }

    @Test
    void a_write_by_a_plain_client_is_a_version_like_any_other() {
        server.submit(new Request.OpenSession(0x77, new byte[16], 10_000));
        Result created =
                server.submit(new Request.Create("/config/app/plain", bytes("zk"), Acl.OPEN, CreateMode.PERSISTENT));
        assertThat(created).isInstanceOf(Result.Created.class);
        server.publish("app", "plain", "api");
        server.submit(new Request.SetData("/config/app/plain", bytes("zk again"), 1));
        JsonObject got = json(server.get(KEY + "plain?consistency=linearizable"));
        assertThat(got.getString("value")).isEqualTo("zk again");
        assertThat(got.getInteger("version")).isEqualTo(3);
        problem(server.put(KEY + "plain", "x", "If-Match", "\"2\""), 412, "has version 3");
    }

    /** Connections fall to different event loops, but what one has answered all show. */
    @Test
    void what_was_answered_is_seen_by_every_other_connection() {
        List<HttpClient> clients =
                Stream.generate(HttpClient::newHttpClient).limit(4).toList();
        for (int i = 1; i <= 200; i++) {
            int version = server.publish("app", "seen", "v" + i);
            for (HttpClient client : clients) {
                JsonObject got = json(server.send(client, server.request(KEY + "seen")));
                assertThat(got.getInteger("version")).isEqualTo(version);
            }
        }
    }

    /** Of many who build on the same version, exactly one wins: the versions have no gap, and no increment is lost. */
    @Test
    void contended_conditional_writes_lose_nothing() {
        server.publish("app", "counter", "0");
        int clients = 16;
        int each = 10;
        CompletableFuture<?>[] all = IntStream.range(0, clients)
                .mapToObj(i -> CompletableFuture.runAsync(() -> increment("counter", each)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();
        JsonObject got = json(server.get(KEY + "counter"));
        assertThat(got.getString("value")).isEqualTo(Integer.toString(clients * each));
        assertThat(got.getInteger("version")).isEqualTo(1 + clients * each);
    }

    private static void increment(String key, int times) {
        int done = 0;
        while (done < times) {
            JsonObject now = json(server.get(KEY + key));
            String next = Integer.toString(Integer.parseInt(now.getString("value")) + 1);
            HttpResponse<String> put = server.put(KEY + key, next, "If-Match", "\"" + now.getInteger("version") + "\"");
            if (put.statusCode() == 200) {
                assertThat(json(put).getInteger("version")).isEqualTo(now.getInteger("version") + 1);
                done++;
            } else {
                problem(put, 412);
            }
        }
    }

    @Test
    void of_many_who_create_a_key_one_does() {
        for (int round = 0; round < 10; round++) {
            String key = KEY + "raced" + round + "/deep/down";
            List<CompletableFuture<Integer>> all = IntStream.range(0, 12)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> server.put(key, "x" + i, "If-None-Match", "*").statusCode()))
                    .toList();
            List<Integer> codes = all.stream().map(CompletableFuture::join).toList();
            assertThat(codes).containsOnlyOnce(201).allMatch(code -> code == 201 || code == 412);
        }
    }

    @Test
    void unconditional_writes_and_deletes_all_succeed_under_contention() {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 60)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> i % 3 == 0 ? server.delete(KEY + "busy/key") : server.put(KEY + "busy/key", "x" + i)))
                .toList();
        for (CompletableFuture<HttpResponse<String>> one : all) {
            assertThat(one.join().statusCode()).as(one.join().body()).isIn(200, 201, 404);
        }
    }

    @Test
    void keys_below_an_ephemeral_are_refused_in_words() {
        server.submit(new Request.OpenSession(0x99, new byte[16], 10_000));
        Session session = server.tree().session(0x99);
        server.submit(new Submission(
                0x99,
                session.attachment(),
                new Caller(List.of(), false),
                null,
                new Request.Create("/config/app/eph", bytes("x"), Acl.OPEN, CreateMode.EPHEMERAL)));
        problem(server.put(KEY + "eph/below", "x"), 409, "/config/app/eph", "session");
        assertThat(json(server.get(KEY + "eph")).getString("author")).isEqualTo("session 0x99");
        server.submit(new Request.ExpireSession(0x99));
        problem(server.get(KEY + "eph?consistency=linearizable"), 404);
        assertThat(json(server.get(APP + "/history/eph")).getJsonArray("revisions"))
                .hasSize(2);
    }
}
