package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks over HTTP go on at another server when one is killed. */
class HttpLocksIT {
    private static final int TTL_MS = 12_000;
    private static final int WAIT_MS = 40_000;

    @TempDir
    Path dir;

    private final HttpClient client = HttpClient.newHttpClient();
    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = Cluster.started(dir, 3, "maxSessionTimeoutMs: 20000");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private CompletableFuture<HttpResponse<String>> send(int node, String method, String address, JsonObject body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.api(node) + "/api/v1/" + address))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.encode()))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private JsonObject answer(int status, int node, String method, String address, JsonObject body) throws Exception {
        HttpResponse<String> answer = send(node, method, address, body).get(90, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new JsonObject(answer.body());
    }

    private String lease(int node, int ttlMs) throws Exception {
        return answer(201, node, "POST", "leases", new JsonObject().put("ttlMs", ttlMs))
                .getString("lease");
    }

    private static JsonObject wish(String lease) {
        return new JsonObject().put("lease", lease);
    }

    /** As clients are told to: the same again while there is no leader. */
    private JsonObject insist(int node, String method, String address, JsonObject body) throws Exception {
        HttpResponse<String> answer;
        do {
            answer = send(node, method, address, body).get(90, TimeUnit.SECONDS);
        } while (answer.statusCode() == 503 || answer.statusCode() == 504);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    @Test
    @Tag("trap-5")
    void a_hold_outlives_the_server_that_has_granted_it() throws Exception {
        int doomed = cluster.leader();
        int second = doomed % 3 + 1;
        int third = second % 3 + 1;
        String lease = lease(doomed, TTL_MS);
        JsonObject wish = wish(lease).put("attempt", "1");
        JsonObject hold = answer(200, doomed, "POST", "locks/acquire/shared", wish);
        String next = lease(third, TTL_MS);
        CompletableFuture<HttpResponse<String>> waiting =
                send(third, "POST", "locks/acquire/shared", wish(next).put("waitMs", WAIT_MS));
        Waiting.until(
                "the other waits",
                () -> answer(200, third, "GET", "leases/" + next, new JsonObject())
                                .getJsonArray("locks")
                                .size()
                        == 1);

        cluster.kill(IntStream.of(doomed));
        insist(second, "PUT", "leases/" + lease + "/keep-alive", new JsonObject());
        assertThat(insist(second, "POST", "locks/acquire/shared", wish).getString("token"))
                .as("the attempt again")
                .isEqualTo(hold.getString("token"));
        assertThat(waiting).isNotDone();
        JsonObject release = wish(lease).put("token", hold.getString("token"));
        insist(second, "POST", "locks/release/shared", release);
        HttpResponse<String> granted = waiting.get(90, TimeUnit.SECONDS);
        assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
        assertThat(Long.parseLong(new JsonObject(granted.body()).getString("token")))
                .isGreaterThan(Long.parseLong(hold.getString("token")));
    }

    @Test
    void the_locks_of_a_lease_whose_client_has_gone_pass_to_a_client_of_the_other_protocol() throws Exception {
        JsonObject hold = answer(200, 1, "POST", "locks/acquire/passed", wish(lease(1, 1_000)));
        try (LockClient java = LockClient.connect(cluster.servers());
                LockLease lease = java.lock("passed").acquire()) {
            assertThat(lease.token().zxid()).isGreaterThan(Long.parseLong(hold.getString("token")));
            answer(409, 2, "POST", "locks/acquire/passed", wish(lease(2, TTL_MS)));
        }
    }
}
