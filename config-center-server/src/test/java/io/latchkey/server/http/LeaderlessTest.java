package io.latchkey.server.http;

import static io.latchkey.server.http.Served.bytes;
import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.http.ScriptedEngine.Course;
import io.latchkey.zab.runtime.DiskStatus;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients are told while the server has no leader, or can't answer. */
@Timeout(120)
class LeaderlessTest {
    private static final String KEY = "/api/v1/namespaces/app/keys/key";

    private final ScriptedEngine engine = new ScriptedEngine();
    private Served server;

    @BeforeEach
    void start() {
        HttpConfig config = new HttpConfig("127.0.0.1", 0, Set.of(), 1, 100, 10, 600_000, 1_000_000, 300, 1_000_000);
        server = new Served(config, engine, List.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void unavailable(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).getString("type")).endsWith(type);
        assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    }

    @Test
    void without_a_leader_only_health_and_cluster_are_answered() {
        unavailable(server.get(KEY), 503, "not-serving");
        unavailable(server.get("/api/v1/namespaces"), 503, "not-serving");
        unavailable(server.get("/api/v1/locks"), 503, "not-serving");
        unavailable(server.put(KEY, "x"), 503, "not-serving");
        assertThat(json(server.get("/api/v1/cluster")).getBoolean("serving")).isFalse();
        assertThat(server.get("/livez").statusCode()).isEqualTo(200);
        assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(server.get("/").statusCode()).isEqualTo(200);
        engine.serve();
        assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
        server.namespace("app");
        assertThat(server.put(KEY, "x").statusCode()).isEqualTo(201);
    }

    @Test
    void too_much_under_way_is_said_and_changes_nothing() {
        engine.serve();
        server.namespace("app");
        engine.setCourse(Course.REFUSED);
        unavailable(server.put(KEY, "x"), 503, "overloaded");
        unavailable(server.get(KEY + "?consistency=linearizable"), 503, "overloaded");
        engine.setCourse(Course.COMMITTED);
        assertThat(server.get(KEY).statusCode()).isEqualTo(404);
    }

    @Test
    void with_a_disk_that_is_nearly_full_it_can_only_be_read() {
        engine.serve();
        server.namespace("app");
        server.put(KEY, "x");
        engine.setDisk(new DiskStatus(1_000, true));
        unavailable(server.put(KEY, "y"), 503, "read-only");
        assertThat(server.get(KEY).statusCode()).isEqualTo(200);
        assertThat(server.get(KEY + "?consistency=linearizable").statusCode()).isEqualTo(200);
        JsonObject health = json(server.get("/readyz?verbose"));
        assertThat(health.getBoolean("ready")).isTrue();
        assertThat(health.getBoolean("readOnly")).isTrue();
        assertThat(health.getLong("diskFreeBytes")).isEqualTo(1_000);
        assertThat(json(server.get("/api/v1/cluster")).getBoolean("readOnly")).isTrue();
        engine.setDisk(DiskStatus.UNKNOWN);
        assertThat(server.put(KEY, "y").statusCode()).isEqualTo(200);
    }

    @Test
    void an_answer_that_does_not_come_leaves_the_outcome_unknown() {
        engine.serve();
        server.namespace("app");
        engine.setCourse(Course.TAKEN_AND_NEVER_ANSWERED);
        unavailable(server.put(KEY, "x"), 504, "outcome-unknown");
        unavailable(server.get(KEY + "?consistency=linearizable"), 504, "no-answer");
    }

    @Test
    void a_leader_lost_under_way_leaves_the_outcome_unknown() {
        server.close();
        HttpConfig patient =
                new HttpConfig("127.0.0.1", 0, Set.of(), 1, 100, 10, 600_000, 1_000_000, 60_000, 1_000_000);
        server = new Served(patient, engine, List.of());
        engine.serve();
        server.namespace("app");
        engine.setCourse(Course.TAKEN_AND_NEVER_ANSWERED);
        CompletableFuture<HttpResponse<String>> put = server.client()
                .sendAsync(server.request(KEY).PUT(Served.body("x")).build(), Served.TEXT);
        engine.awaitSubmission();
        engine.lose();
        unavailable(put.join(), 504, "outcome-unknown");
    }

    @Test
    void a_stream_outlives_the_loss_of_the_leader_and_misses_nothing() {
        engine.serve();
        server.namespace("app");
        server.publish("app", "key", "before");
        try (Events events = Events.open(server, "app", "")) {
            server.publish("app", "key", "live");
            assertThat(events.next().data().getString("value")).isEqualTo("live");
            engine.lose();
            engine.commitElsewhere(new Request.SetData("/config/app/key", bytes("meanwhile"), -1));
            engine.serve();
            assertThat(events.next().data().getString("value")).isEqualTo("meanwhile");
            server.publish("app", "key", "after");
            assertThat(events.next().data().getInteger("version")).isEqualTo(4);
        }
    }

    @Test
    void a_stream_opened_without_a_leader_starts_with_a_resync_when_there_is_one() {
        try (Events events = Events.open(server, "app", "")) {
            engine.commitElsewhere(new Request.Create("/config/app", null, Acl.OPEN, CreateMode.PERSISTENT));
            engine.serve();
            assertThat(events.next().type()).isEqualTo("resync");
            server.publish("app", "key", "v");
            assertThat(events.next().data().getString("value")).isEqualTo("v");
        }
    }

    /** The client was told more by another server than this one has heard of: it waits, and is told the rest. */
    @Test
    void a_stream_resumed_ahead_of_this_server_waits_for_it() {
        engine.serve();
        server.namespace("app");
        server.publish("app", "key", "v");
        engine.commitElsewhere(new Request.SetData("/config/app/key", bytes("v2"), -1));
        long ahead = engine.status().committedZxid();
        try (Events events = Events.open(server, "app", Long.toString(ahead))) {
            // the sync that the stream asks for brings what it has been told elsewhere
            server.publish("app", "key", "v3");
            assertThat(events.next().data().getString("value")).isEqualTo("v3");
        }
    }
}
