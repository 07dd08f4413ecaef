package io.latchkey.server.http;

import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients wait for each other; the server tells of it, and of its end. */
class DeadlockTest {
    private static Served server;
    private static String clients;

    @BeforeAll
    static void start() {
        server = new Served();
        clients = "127.0.0.1:" + server.openClientPort();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static CompletionStage<LockLease> want(LockClient client, String lock, String owner) {
        return client.lock(lock).acquireAsync(AcquireOptions.waitForever().withOwnerInfo(owner));
    }

    private static LockLease have(CompletionStage<LockLease> lease) throws Exception {
        return lease.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void a_deadlock_is_told_at_once_everywhere_and_its_end_too() throws Exception {
        try (LockClient ann = LockClient.connect(clients);
                LockClient bob = LockClient.connect(clients);
                Events events = Events.of(server, "/api/v1/locks/events")) {
            assertThat(events.next().data().getJsonArray("deadlocks")).isEmpty();
            LockLease held = have(want(ann, "a", "ann"));
            have(want(bob, "b", "bob"));
            CompletionStage<LockLease> annWants = want(ann, "b", "ann");
            CompletionStage<LockLease> bobWants = want(bob, "a", "bob");
            long begun = System.nanoTime();
            JsonObject told = events.next().data();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            JsonObject deadlock = told.getJsonArray("deadlocks").getJsonObject(0);
            assertThat(deadlock.getString("text")).contains("ann", "bob", "holds a", "waits for a");
            assertThat(deadlock.getJsonArray("cycle")).hasSize(2);

            JsonObject asked = json(server.get("/api/v1/locks/deadlocks"));
            assertThat(asked.getJsonArray("deadlocks")).isEqualTo(told.getJsonArray("deadlocks"));
            assertThat(json(server.get("/api/v1/locks")).getInteger("deadlocks"))
                    .isEqualTo(1);
            assertThat(json(server.get("/readyz?verbose")).getJsonArray("attention"))
                    .containsExactly("deadlock: " + deadlock.getString("text"));
            assertThat(json(server.get("/readyz?verbose")).getBoolean("ready")).isTrue();
            assertThat(server.get("/metrics").body())
                    .contains("\nlatchkey_lock_deadlocks 1\n", "\nlatchkey_lock_deadlocks_total 1\n");

            held.close();
            have(bobWants).close();
            assertThat(events.next().data().getJsonArray("deadlocks")).isEmpty();
            assertThat(json(server.get("/readyz?verbose")).getJsonArray("attention"))
                    .isEmpty();
            assertThat(annWants.toCompletableFuture()).isNotDone();
        }
    }
}
