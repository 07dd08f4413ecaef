package io.latchkey.server.http;

import static io.latchkey.server.http.Served.bytes;
import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.config.HistoryLimits;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class EventStreamTest {
    private Served server;

    @BeforeEach
    void start() {
        server = new Served();
        server.namespace("app");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Events open(String lastEventId) {
        return Events.open(server, "app", lastEventId);
    }

    @Test
    void changes_are_told_as_they_commit_with_value_and_version() {
        try (Events events = open("")) {
            server.put("/api/v1/namespaces/app/keys/db/url", "中", "Latchkey-Author", "ann", "Latchkey-Comment", "why");
            Events.Event put = events.next();
            assertThat(put.type()).isEqualTo("put");
            assertThat(put.data().getString("key")).isEqualTo("db/url");
            assertThat(put.data().getString("value")).isEqualTo("中");
            assertThat(put.data().getInteger("version")).isEqualTo(1);
            assertThat(put.data().getString("author")).isEqualTo("ann");
            assertThat(put.data().getString("comment")).isEqualTo("why");
            assertThat(put.id()).isEqualTo(put.data().getString("zxid"));

            server.delete("/api/v1/namespaces/app/keys/db/url");
            Events.Event deleted = events.next();
            assertThat(deleted.type()).isEqualTo("delete");
            assertThat(deleted.data().getInteger("version")).isEqualTo(2);
            assertThat(deleted.data().containsKey("value")).isFalse();
        }
    }

    @Test
    void other_namespaces_and_folders_are_not_told_of() {
        server.namespace("other");
        try (Events events = open("")) {
            server.publish("other", "key", "v");
            server.submit(new Request.Create("/config/app/folder", null, Acl.OPEN, CreateMode.PERSISTENT));
            server.submit(new Request.Create("/elsewhere", bytes("x"), Acl.OPEN, CreateMode.PERSISTENT));
            server.publish("app", "key", "mine");
            assertThat(events.next().data().getString("value")).isEqualTo("mine");
        }
    }

    @Test
    void a_multi_is_told_whole_with_one_id_at_its_end() {
        try (Events events = open("")) {
            server.submit(new Request.Multi(List.of(
                    new Request.Create("/config/app/a", bytes("1"), Acl.OPEN, CreateMode.PERSISTENT),
                    new Request.Create("/config/app/b", bytes("2"), Acl.OPEN, CreateMode.PERSISTENT),
                    new Request.SetData("/config/app/a", bytes("3"), -1))));
            Events.Event first = events.next();
            Events.Event second = events.next();
            assertThat(first.id()).isEmpty();
            assertThat(first.data().getString("value")).isEqualTo("3");
            assertThat(first.data().getInteger("version")).isEqualTo(2);
            assertThat(second.id()).isNotEmpty();
            assertThat(second.data().getString("key")).isEqualTo("b");
        }
    }

    @Test
    void who_comes_back_is_told_what_it_missed_the_newest_of_each_key() {
        server.publish("app", "kept", "v");
        server.publish("app", "gone", "v");
        String last;
        try (Events events = open("")) {
            server.publish("app", "seen", "v");
            last = events.next().id();
        }
        server.publish("app", "kept", "v2");
        server.publish("app", "kept", "v3");
        server.delete("/api/v1/namespaces/app/keys/gone");
        server.publish("app", "back", "v");
        server.delete("/api/v1/namespaces/app/keys/back");
        server.publish("app", "back", "again");
        try (Events events = open(last)) {
            Events.Event kept = events.next();
            assertThat(kept.type() + kept.data().getString("key") + kept.data().getString("value"))
                    .isEqualTo("putkeptv3");
            assertThat(kept.data().getInteger("version")).isEqualTo(3);
            Events.Event gone = events.next();
            assertThat(gone.type() + gone.data().getString("key")).isEqualTo("deletegone");
            Events.Event back = events.next();
            assertThat(back.data().getString("value")).isEqualTo("again");
            assertThat(back.data().getInteger("version")).isEqualTo(3);
            server.publish("app", "live", "now");
            assertThat(events.next().data().getString("key")).isEqualTo("live");
        }
    }

    @Test
    void ids_that_nobody_here_gave_lead_to_a_resync() {
        for (String id : List.of("9999999999999999", Long.toString(Long.MAX_VALUE))) {
            try (Events events = open(id)) {
                Events.Event resync = events.next();
                assertThat(resync.type()).isEqualTo("resync");
                assertThat(Long.parseLong(resync.id())).isPositive();
                server.publish("app", "after", id);
                assertThat(events.next().data().getString("value")).isEqualTo(id);
            }
        }
        for (String id : List.of("x", "-7", "1 2")) {
            try (Events events = open(id)) {
                server.publish("app", "after", id);
                assertThat(events.next().data().getString("value")).isEqualTo(id);
            }
        }
    }

    @Test
    void ids_older_than_what_is_known_of_deletions_lead_to_a_resync() {
        server.close();
        server = new Served(HttpConfig.of("127.0.0.1", 0), new HistoryLimits(10, 100_000, 2), List.of());
        server.namespace("app");
        String first;
        try (Events events = open("")) {
            server.publish("app", "first", "v");
            first = events.next().id();
        }
        for (String key : List.of("a", "b", "c")) {
            server.publish("app", key, "v");
            server.delete("/api/v1/namespaces/app/keys/" + key);
        }
        try (Events events = open(first)) {
            assertThat(events.next().type()).isEqualTo("resync");
        }
    }

    /** A client that keeps only what the stream tells ends with the very keys that the server has. */
    @Test
    void a_copy_kept_by_events_across_reconnects_is_true() {
        Map<String, String> copy = new HashMap<>();
        String last = "";
        for (int round = 0; round < 12; round++) {
            try (Events events = open(last)) {
                for (int i = 0; i < 5; i++) {
                    change(round * 10 + i);
                }
                server.publish("app", "mark", "round " + round);
                while (true) {
                    Events.Event event = events.next();
                    last = event.id().isEmpty() ? last : event.id();
                    take(copy, event);
                    if (("round " + round).equals(copy.get("mark"))) {
                        break;
                    }
                }
            }
            for (int i = 5; i < 10; i++) {
                change(round * 10 + i);
            }
        }
        server.publish("app", "mark", "end");
        try (Events events = open(last)) {
            while (!"end".equals(copy.get("mark"))) {
                take(copy, events.next());
            }
        }
        Map<String, String> truth = new TreeMap<>();
        json(server.get("/api/v1/namespaces/app/keys?limit=1000"))
                .getJsonArray("keys")
                .forEach(o -> {
                    String key = ((JsonObject) o).getString("key");
                    truth.put(
                            key,
                            json(server.get("/api/v1/namespaces/app/keys/" + key))
                                    .getString("value"));
                });
        assertThat(new TreeMap<>(copy)).isEqualTo(truth);
    }

    private void change(int i) {
        String key = "k" + (i * 7 % 9);
        if (i % 3 == 2) {
            server.delete("/api/v1/namespaces/app/keys/" + key);
        } else {
            server.publish("app", key, "v" + i);
        }
    }

    private static void take(Map<String, String> copy, Events.Event event) {
        String key = event.data().getString("key");
        if (event.type().equals("put")) {
            copy.put(key, event.data().getString("value"));
        } else if (event.type().equals("delete")) {
            copy.remove(key);
        }
    }

    /** One who does not read holds no more memory than its connection, and is told the newest once it reads. */
    @Test
    void a_slow_reader_is_told_the_newest_value_in_the_end() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            String ask = "GET /api/v1/namespaces/app/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(bytes(ask));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            in.read(); // the stream is open
            String filler = "x".repeat(900_000);
            for (int i = 0; i < 60; i++) {
                server.publish("app", "big" + i % 3, filler + i);
            }
            server.publish("app", "end", "the end");
            String tail = "";
            byte[] buffer = new byte[65_536];
            long total = 0;
            while (!tail.contains("the end")) {
                int n = in.read(buffer);
                assertThat(n).isPositive();
                total += n;
                tail = tail.substring(Math.max(0, tail.length() - 100))
                        + new String(buffer, 0, n, StandardCharsets.UTF_8);
            }
            assertThat(total).isLessThan(40_000_000);
        }
    }

    @Test
    void a_stream_may_wait_for_its_namespace_and_hears_that_the_server_lives() {
        server.close();
        HttpConfig beating = new HttpConfig("127.0.0.1", 0, Set.of(), 2, 100, 2, 20, 10_000, 20_000, 1_000_000);
        server = new Served(beating, HistoryLimits.DEFAULT, List.of());
        try (Events events = Events.open(server, "later", "")) {
            String beat = events.nextBeat();
            assertThat(beat).matches("\\d+");
            server.namespace("later");
            server.publish("later", "key", "v");
            assertThat(events.next().data().getString("key")).isEqualTo("key");
            try (Events second = Events.open(server, "later", "")) {
                assertThat(second.nextBeat()).isNotEmpty();
                assertThat(server.get("/api/v1/namespaces/later/events").statusCode())
                        .isEqualTo(503);
            }
        }
    }

    @Test
    void posting_to_a_stream_is_not_possible() {
        assertThat(server.send(server.request("/api/v1/namespaces/app/events").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(server.get("/api/v1/namespaces/%00/events").statusCode()).isEqualTo(400);
    }
}
