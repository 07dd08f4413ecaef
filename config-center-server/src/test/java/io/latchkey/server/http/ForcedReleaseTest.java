package io.latchkey.server.http;

import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ForcedReleaseTest {
    private static final String ADDRESS = "/api/v1/locks/forced-releases";
    private static final String RECORDS = "/latchkey/forced-releases";

    private static Served server;

    @BeforeAll
    static void start() {
        server = new Served();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void lock(String name, int places) {
        server.submit(new Request.Create("/locks/" + name, null, Acl.OPEN, CreateMode.PERSISTENT));
        for (int i = 0; i < places; i++) {
            enter(name);
        }
    }

    private static void enter(String name) {
        server.submit(
                new Request.Create("/locks/" + name + "/lock-", null, Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL));
    }

    private static JsonObject wish(String name, String entry, String reason) {
        return new JsonObject()
                .put("path", "/locks/" + name)
                .put("entry", entry)
                .put("token", token(name, entry))
                .put("reason", reason);
    }

    private static String token(String name, String entry) {
        return Long.toString(server.tree().node("/locks/" + name + "/" + entry).czxid());
    }

    private static List<String> queue(String name) {
        return server.tree().queue("/locks/" + name).names();
    }

    @Test
    @Tag("trap-20")
    void only_the_very_place_that_is_meant_goes() {
        lock("a", 2);
        JsonObject wish = wish("a", "lock-0000000000", "gone astray");
        for (JsonObject wrong : List.of(
                wish.copy().put("token", token("a", "lock-0000000001")),
                wish.copy().put("entry", "lock-0000000009"),
                wish.copy().put("path", "/locks/none"),
                wish.copy().put("path", "/locks").put("entry", "a/lock-0000000000"))) {
            assertThat(server.post(ADDRESS, wrong).statusCode())
                    .as(wrong.encode())
                    .isEqualTo(404);
        }
        assertThat(queue("a")).hasSize(2);
        assertThat(server.post(ADDRESS, wish).statusCode()).isEqualTo(200);
        assertThat(queue("a")).containsExactly("lock-0000000001");
        assertThat(server.post(ADDRESS, wish).statusCode()).as("again").isEqualTo(404);
        assertThat(queue("a")).containsExactly("lock-0000000001");
    }

    @Test
    void it_is_kept_who_did_it_and_why() {
        lock("b", 2);
        HttpResponse<String> answer = server.post(
                ADDRESS, wish("b", "lock-0000000000", " its host\nburns "), "Latchkey-Author", "%E6%9D%8E%E9%9B%B7");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(server.post(ADDRESS, wish("b", "lock-0000000001", "second")).statusCode())
                .isEqualTo(200);
        JsonArray records = json(server.get(ADDRESS + "?limit=2")).getJsonArray("forcedReleases");
        assertThat(records.getJsonObject(0).getString("reason")).isEqualTo("second");
        JsonObject record = records.getJsonObject(1);
        assertThat(record).isEqualTo(json(answer));
        assertThat(record.getString("author")).isEqualTo("李雷");
        assertThat(record.getString("reason")).isEqualTo("its host\nburns");
        assertThat(record.getString("name")).isEqualTo("b");
        assertThat(record.getString("from")).isEqualTo("127.0.0.1");
        assertThat(record.getBoolean("held")).isTrue();
        assertThat(record.getLong("timeMs")).isPositive();
    }

    @Test
    void without_a_reason_nothing_happens() {
        lock("c", 1);
        JsonObject wish = wish("c", "lock-0000000000", "x");
        for (JsonObject wrong : List.of(
                wish.copy().put("reason", ""),
                wish.copy().put("reason", "  "),
                wish.copy().put("reason", "x".repeat(501)),
                wish.copy().put("reason", 5),
                wish.copy().putNull("reason"),
                wish.copy().put("token", "many"),
                wish.copy().put("reasons", "x"))) {
            assertThat(server.post(ADDRESS, wrong).statusCode())
                    .as(wrong.encode())
                    .isEqualTo(400);
        }
        assertThat(server.post(ADDRESS, wish, "Origin", "http://elsewhere.example")
                        .statusCode())
                .as("a page of others")
                .isEqualTo(403);
        assertThat(queue("c")).hasSize(1);
        assertThat(server.post(ADDRESS, wish.put("reason", "x".repeat(500))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_last_thousand_are_kept() {
        lock("d", 2);
        assertThat(server.post(ADDRESS, wish("d", "lock-0000000000", "first")).statusCode())
                .isEqualTo(200);
        List<Request> records = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            records.add(new Request.Create(
                    RECORDS + "/", new byte[] {'{', '}'}, Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL));
        }
        server.submit(new Request.Multi(records));
        assertThat(server.post(ADDRESS, wish("d", "lock-0000000001", "last")).statusCode())
                .isEqualTo(200);
        assertThat(server.tree().node(RECORDS).childNames()).hasSize(1_000);
        JsonArray newest = json(server.get(ADDRESS + "?limit=1000")).getJsonArray("forcedReleases");
        assertThat(newest).hasSize(1_000);
        assertThat(newest.getJsonObject(0).getString("reason")).isEqualTo("last");
        assertThat(newest.encode()).doesNotContain("first");
    }
}
