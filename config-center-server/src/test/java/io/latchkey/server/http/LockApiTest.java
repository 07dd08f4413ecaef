package io.latchkey.server.http;

import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.zab.tree.DataTree;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Locks over HTTP: leases, waiting, giving back, and what goes wrong on the way. */
class LockApiTest {
    private static final int LONG_MS = 20_000;
    private static final String LEASES = "/api/v1/leases";

    private static Served server;
    private static int clientPort;

    @BeforeAll
    static void start() {
        server = new Served();
        clientPort = server.openClientPort();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String lease(int ttlMs) {
        HttpResponse<String> answer = server.post(LEASES, new JsonObject().put("ttlMs", ttlMs));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).getString("lease");
    }

    private static String lease() {
        return lease(LONG_MS);
    }

    private static JsonObject wish(String lease) {
        return new JsonObject().put("lease", lease);
    }

    private static HttpResponse<String> acquire(String lock, JsonObject wish) {
        return server.post("/api/v1/locks/acquire/" + lock, wish);
    }

    private static CompletableFuture<HttpResponse<String>> acquiring(String lock, JsonObject wish) {
        return CompletableFuture.supplyAsync(() -> acquire(lock, wish), task -> new Thread(task).start());
    }

    private static HttpResponse<String> release(String lock, String lease, String token) {
        return server.post(
                "/api/v1/locks/release/" + lock,
                new JsonObject().put("lease", lease).put("token", token));
    }

    private static JsonObject held(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static long token(JsonObject hold) {
        return Long.parseLong(hold.getString("token"));
    }

    private static JsonObject join(CompletableFuture<HttpResponse<String>> answer) {
        return held(answer.orTimeout(60, TimeUnit.SECONDS).join());
    }

    private static void refused(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).getString("type")).isEqualTo("urn:latchkey:problem:" + type);
    }

    private static void awaitTree(Predicate<DataTree> condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.test(server.tree())) {
            assertThat(System.nanoTime()).as("it comes true in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static int queued(DataTree tree, String lock) {
        return tree.queue("/locks/" + lock).size();
    }

    @Test
    void a_lock_is_taken_seen_and_given_back() {
        String lease = lease();
        JsonObject hold = held(acquire("orders/42", wish(lease).put("owner", "billing")));
        assertThat(hold.getString("name")).isEqualTo("orders/42");
        assertThat(hold.getString("mode")).isEqualTo("MUTEX");
        assertThat(hold.getInteger("ttlMs")).isEqualTo(LONG_MS);

        JsonObject seen = json(server.get("/api/v1/locks?path=/locks/orders/42"))
                .getJsonArray("locks")
                .getJsonObject(0)
                .getJsonArray("holders")
                .getJsonObject(0);
        assertThat(seen.getString("token")).isEqualTo(hold.getString("token"));
        assertThat(seen.getString("owner")).isEqualTo("billing");
        JsonObject own = json(server.get(LEASES + "/" + lease));
        assertThat(own.getString("session")).isEqualTo(hold.getString("session"));
        JsonArray locks = own.getJsonArray("locks");
        assertThat(locks).hasSize(1);
        assertThat(locks.getJsonObject(0).getBoolean("granted")).isTrue();

        assertThat(held(release("orders/42", lease, hold.getString("token"))).getBoolean("released"))
                .isTrue();
        assertThat(queued(server.tree(), "orders/42")).isZero();
        assertThat(json(server.get(LEASES + "/" + lease)).getJsonArray("locks")).isEmpty();
    }

    @Test
    @Tag("trap-33")
    void trying_a_held_lock_costs_no_transaction_and_tells_the_holder() {
        String holder = lease();
        held(acquire("tried", wish(holder).put("owner", "first")));
        String other = lease();
        long before = server.tree().zxid();
        HttpResponse<String> answer = acquire("tried", wish(other));
        refused(answer, 409, "held");
        assertThat(json(answer).getJsonObject("holder").getString("owner")).isEqualTo("first");
        assertThat(json(answer).getInteger("waiting")).isZero();
        assertThat(server.tree().zxid()).isEqualTo(before);
    }

    @Test
    @Tag("trap-6")
    void a_wait_that_is_over_leaves_no_place() {
        held(acquire("late", wish(lease())));
        HttpResponse<String> answer = acquire("late", wish(lease()).put("waitMs", 50));
        refused(answer, 409, "held");
        assertThat(queued(server.tree(), "late")).isEqualTo(1);
    }

    @Test
    void who_waits_is_kept_alive_and_gets_the_lock_with_a_greater_token() {
        String first = lease();
        JsonObject hold = held(acquire("handed", wish(first)));
        CompletableFuture<HttpResponse<String>> second =
                acquiring("handed", wish(lease(Served.TTL_MS_MIN)).put("waitMs", LONG_MS));
        awaitTree(tree -> queued(tree, "handed") == 2);
        // longer than the lease that waits may be silent
        refused(acquire("handed", wish(lease()).put("waitMs", 6 * Served.TTL_MS_MIN)), 409, "held");
        assertThat(second).isNotDone();
        held(release("handed", first, hold.getString("token")));
        assertThat(token(join(second))).isGreaterThan(token(hold));
    }

    @Test
    @Tag("trap-11")
    void a_lease_that_is_not_kept_alive_ends_and_its_locks_go_to_the_next() {
        String dying = lease(Served.TTL_MS_MIN);
        JsonObject hold = held(acquire("expiring", wish(dying)));
        JsonObject next = held(acquire("expiring", wish(lease()).put("waitMs", LONG_MS)));
        assertThat(token(next)).isGreaterThan(token(hold));
        refused(server.put(LEASES + "/" + dying + "/keep-alive", ""), 410, "lease-gone");
        refused(server.get(LEASES + "/" + dying), 410, "lease-gone");
        refused(acquire("other", wish(dying)), 410, "lease-gone");
        refused(release("expiring", dying, hold.getString("token")), 410, "lease-gone");
    }

    @Test
    void a_lease_that_is_kept_alive_outlives_its_time() {
        String lease = lease(Served.TTL_MS_MIN);
        JsonObject hold = held(acquire("kept", wish(lease)));
        long end = System.nanoTime() + Duration.ofMillis(5L * Served.TTL_MS_MIN).toNanos();
        while (System.nanoTime() < end) {
            assertThat(server.put(LEASES + "/" + lease + "/keep-alive", "").statusCode())
                    .isEqualTo(200);
        }
        assertThat(held(release("kept", lease, hold.getString("token"))).getBoolean("released"))
                .isTrue();
    }

    @Test
    @Tag("trap-1")
    void an_attempt_that_is_repeated_has_its_effect_once() {
        String lease = lease();
        JsonObject wish = wish(lease).put("attempt", "job-7/1");
        JsonObject hold = held(acquire("once", wish));
        assertThat(held(acquire("once", wish)).getString("token")).isEqualTo(hold.getString("token"));
        assertThat(held(acquire("once", wish.copy().put("waitMs", 1_000))).getString("token"))
                .isEqualTo(hold.getString("token"));
        assertThat(queued(server.tree(), "once")).isEqualTo(1);
        // the same words of another lease are another attempt
        refused(acquire("once", wish(lease()).put("attempt", "job-7/1")), 409, "held");
        refused(acquire("once", wish.copy().put("attempt", "job-7/2")), 409, "held");
    }

    @Test
    @Tag("trap-20")
    void a_release_hits_its_own_hold_alone_and_may_be_repeated() {
        String lease = lease();
        String first = held(acquire("given", wish(lease))).getString("token");
        assertThat(held(release("given", lease, first)).getBoolean("released")).isTrue();
        assertThat(held(release("given", lease, first)).getBoolean("released")).isFalse();
        String second = held(acquire("given", wish(lease))).getString("token");
        refused(release("given", lease, first), 409, "wrong-token");
        refused(release("given", lease(), second), 409, "wrong-token");
        refused(release("given", lease, Long.toString(Long.MAX_VALUE)), 409, "wrong-token");
        assertThat(held(release("elsewhere", lease, second)).getBoolean("released"))
                .isFalse();
        assertThat(queued(server.tree(), "given")).isEqualTo(1);
        assertThat(held(release("given", lease, second)).getBoolean("released")).isTrue();
    }

    @Test
    void ending_a_lease_gives_all_back() {
        String lease = lease();
        held(acquire("all/1", wish(lease)));
        held(acquire("all/2", wish(lease)));
        assertThat(server.delete(LEASES + "/" + lease).statusCode()).isEqualTo(204);
        held(acquire("all/1", wish(lease())));
        held(acquire("all/2", wish(lease())));
        refused(server.delete(LEASES + "/" + lease), 410, "lease-gone");
    }

    @Test
    void a_lease_with_another_password_is_none() {
        String lease = lease();
        String forged = lease.substring(0, 20) + (lease.charAt(20) == 'A' ? 'B' : 'A') + lease.substring(21);
        refused(acquire("forged", wish(forged)), 410, "lease-gone");
        refused(server.delete(LEASES + "/" + forged), 410, "lease-gone");
        assertThat(server.put(LEASES + "/" + lease + "/keep-alive", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    @Tag("trap-37")
    void readers_share_and_a_writer_waits_for_them() {
        String a = lease();
        String b = lease();
        JsonObject first = held(acquire("shared", wish(a).put("shared", true)));
        JsonObject second = held(acquire("shared", wish(b).put("shared", true)));
        CompletableFuture<HttpResponse<String>> writer =
                acquiring("shared", wish(lease()).put("waitMs", LONG_MS));
        awaitTree(tree -> queued(tree, "shared") == 3);
        refused(acquire("shared", wish(lease()).put("shared", true)), 409, "held");
        held(release("shared", a, first.getString("token")));
        assertThat(writer).isNotDone();
        held(release("shared", b, second.getString("token")));
        join(writer);
    }

    /** Sends a request as a client does that hangs up as soon as its place is there. */
    private static String hangUp(String lock, JsonObject wish) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            byte[] body = wish.encode().getBytes(StandardCharsets.UTF_8);
            String head = "POST /api/v1/locks/acquire/" + lock + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
            int before = queued(server.tree(), lock);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            awaitTree(tree -> queued(tree, lock) == before + 1);
            List<String> names = server.tree().queue("/locks/" + lock).names();
            return names.get(names.size() - 1);
        }
    }

    @Test
    @Tag("trap-6")
    void the_place_of_a_client_that_hung_up_is_withdrawn() throws Exception {
        String first = lease();
        JsonObject hold = held(acquire("left", wish(first)));
        hangUp("left", wish(lease()).put("waitMs", LONG_MS));
        CompletableFuture<HttpResponse<String>> third =
                acquiring("left", wish(lease()).put("waitMs", LONG_MS));
        awaitTree(tree -> queued(tree, "left") == 3);
        held(release("left", first, hold.getString("token")));
        join(third); // granted to the one who has gone, kept for it for a while, then given up
        assertThat(queued(server.tree(), "left")).isEqualTo(1);
    }

    @Test
    @Tag("trap-1")
    void a_client_that_hung_up_finds_its_place_again_and_keeps_it() throws Exception {
        String first = lease();
        JsonObject hold = held(acquire("back", wish(first)));
        JsonObject wish = wish(lease()).put("waitMs", LONG_MS).put("attempt", "a");
        String entry = hangUp("back", wish);
        CompletableFuture<HttpResponse<String>> again = acquiring("back", wish);
        awaitTree(tree -> {
            var node = tree.node("/locks/back/" + entry);
            return node != null && node.stat().version() == 1; // taken over
        });
        // longer than the place of the one who hung up is kept
        refused(acquire("back", wish(lease()).put("waitMs", LockCall.KEPT_MS + 2_000)), 409, "held");
        held(release("back", first, hold.getString("token")));
        assertThat(join(again).getString("entry")).isEqualTo(entry);
    }

    @Test
    void it_stands_in_one_queue_with_the_lock_client() throws Exception {
        try (LockClient client = LockClient.connect("127.0.0.1:" + clientPort)) {
            LockLease java = client.lock("mixed").acquire();
            String lease = lease();
            CompletableFuture<HttpResponse<String>> http =
                    acquiring("mixed", wish(lease).put("waitMs", LONG_MS));
            awaitTree(tree -> queued(tree, "mixed") == 2);
            CompletableFuture<LockLease> next = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return client.lock("mixed").acquire();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    },
                    task -> new Thread(task).start());
            awaitTree(tree -> queued(tree, "mixed") == 3);
            java.close();
            JsonObject hold = join(http);
            assertThat(token(hold)).isGreaterThan(java.token().zxid());
            assertThat(next).isNotDone();
            held(release("mixed", lease, hold.getString("token")));
            try (LockLease last = next.orTimeout(60, TimeUnit.SECONDS).join()) {
                assertThat(last.token().zxid()).isGreaterThan(token(hold));
            }
        }
    }

    @Test
    void more_than_the_server_bears_are_turned_away() {
        String holder = lease();
        String token = held(acquire("crowd", wish(holder))).getString("token");
        List<CompletableFuture<HttpResponse<String>>> crowd = new ArrayList<>();
        List<String> leases = new ArrayList<>();
        for (int i = 0; i < Served.WAITS_MAX; i++) {
            leases.add(lease());
            crowd.add(acquiring("crowd", wish(leases.get(i)).put("waitMs", LONG_MS)));
        }
        awaitTree(tree -> queued(tree, "crowd") == Served.WAITS_MAX + 1);
        HttpResponse<String> answer = acquire("another", wish(holder));
        refused(answer, 503, "overloaded");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        held(release("crowd", holder, token));
        for (String lease : leases) {
            assertThat(server.delete(LEASES + "/" + lease).statusCode()).isEqualTo(204);
        }
        for (CompletableFuture<HttpResponse<String>> one : crowd) {
            assertThat(one.orTimeout(60, TimeUnit.SECONDS).join().statusCode()).isIn(200, 410);
        }
        held(acquire("another", wish(holder)));
    }

    @Test
    void wrong_input_is_refused_with_a_word_on_what_is_right() {
        String lease = lease();
        Map<JsonObject, String> opens = Map.of(
                new JsonObject(),
                "from 300 to 40000",
                new JsonObject().put("ttlMs", 299),
                "from 300 to 40000",
                new JsonObject().put("ttlMs", 40_001),
                "from 300 to 40000",
                new JsonObject().put("ttlMs", "x"),
                "from 300 to 40000",
                new JsonObject().put("ttlMs", 1_000).put("ttl", 1),
                "unknown field \"ttl\"");
        opens.forEach((body, word) -> badRequest(server.post(LEASES, body), word));
        Map<JsonObject, String> wishes = Map.of(
                new JsonObject(),
                "\"lease\" is missing",
                wish("x"),
                "that is no lease",
                wish("%%%"),
                "that is no lease",
                wish(lease).put("waitMs", -1),
                "from 0 to 50000",
                wish(lease).put("waitMs", 50_001),
                "from 0 to 50000",
                wish(lease).put("shared", 1),
                "true or false",
                wish(lease).put("attempt", "a b"),
                "printable",
                wish(lease).put("attempt", "a".repeat(101)),
                "1 to 100",
                wish(lease).put("owner", "ä".repeat(101)),
                "at most 200 bytes",
                wish(lease).put("wait", 1),
                "unknown field \"wait\"");
        wishes.forEach((body, word) -> badRequest(acquire("wrong", body), word));
        badRequest(release("wrong", lease, "0x12"), "a number as a string");
        badRequest(release("wrong", lease, "0"), "a number as a string");
        badRequest(server.get(LEASES + "/x"), "that is no lease");
        for (String name : List.of("a%2Fb", "lock-0000000001", "a/..", "%00", "a".repeat(513), "a/".repeat(32) + "a")) {
            refused(acquire(name, wish(lease)), 400, "bad-name");
        }
        refused(acquire("wrong", wish(lease).put("owner", "x".repeat(5_000))), 413, "too-large");
        assertThat(server.put(LEASES + "/" + lease + "/keep-alive", "").statusCode())
                .isEqualTo(200);
        refused(server.send(server.request(LEASES).POST(Served.body("{}"))), 415, "unsupported-media-type");
        assertThat(server.put("/api/v1/locks/acquire/wrong", "").statusCode()).isEqualTo(405);
        assertThat(queued(server.tree(), "wrong")).isZero();
    }

    private static void badRequest(HttpResponse<String> answer, String word) {
        refused(answer, 400, "bad-request");
        assertThat(json(answer).getString("detail")).contains(word);
    }
}
