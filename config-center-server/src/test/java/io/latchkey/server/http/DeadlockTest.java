package io.latchkey.server.http;

import static io.latchkey.server.http.Served.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.ClientOptions;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.client.LockUnavailableException;
import io.latchkey.zab.tree.Request;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients wait for each other; the server tells of it, and of its end. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a stream that says nothing is read for ever
class DeadlockTest {
    private Served server;
    private String clients;

    @BeforeEach
    void start() {
        server = new Served();
        clients = "127.0.0.1:" + server.openClientPort();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static CompletionStage<LockLease> want(LockClient client, String lock, String owner) {
        return client.lock(lock).acquireAsync(AcquireOptions.waitForever().withOwnerInfo(owner));
    }

    private static LockLease have(CompletionStage<LockLease> lease) throws Exception {
        return lease.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Waits until so many stand in a queue, and gives the names of their entries. */
    private List<String> awaitQueue(String lock, int places) {
        List<String> names = List.of();
        while (names.size() < places) {
            names = server.tree().queue("/locks/" + lock).names();
        }
        return names;
    }

    @Test
    void the_youngest_of_those_who_agreed_fails_and_is_told_the_circle() throws Exception {
        AcquireOptions agreed = AcquireOptions.waitForever().withFailOnDeadlock(true);
        try (LockClient ann = LockClient.connect(clients);
                LockClient bob = LockClient.connect(clients);
                LockClient cat = LockClient.connect(clients);
                LockLease one = ann.lock("v/1").acquire();
                LockLease two = bob.lock("v/2").acquire();
                LockLease three = cat.lock("v/3").acquire()) {
            CompletableFuture<LockLease> annWaits =
                    ann.lock("v/2").acquireAsync(agreed.withOwnerInfo("ann")).toCompletableFuture();
            awaitQueue("v/2", 2);
            CompletableFuture<LockLease> bobWaits = bob.lock("v/3")
                    .acquireAsync(agreed.withOwnerInfo("bob").withRevocable(true))
                    .toCompletableFuture();
            awaitQueue("v/3", 2);
            CompletableFuture<LockLease> catWaits = want(cat, "v/1", "cat").toCompletableFuture();
            assertThatThrownBy(() -> bobWaits.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LockUnavailableException.class)
                    .cause()
                    .hasMessageContainingAll("deadlock: ", "bob", "holds v/2 and waits for v/3", "ann", "cat");
            assertThat(annWaits).isNotDone();
            two.close();
            have(annWaits).close();
            one.close();
            have(catWaits).close();
            three.ensureValid();
        }
    }

    @Test
    void who_did_not_agree_waits_on() throws Exception {
        try (LockClient ann = LockClient.connect(
                        ClientOptions.builder(clients).stockProtocol(true).build());
                LockClient bob = LockClient.connect(clients);
                LockLease one = ann.lock("w/1").acquire();
                LockLease two = bob.lock("w/2").acquire()) {
            CompletableFuture<LockLease> bobWaits = want(bob, "w/1", "bob").toCompletableFuture();
            CompletableFuture<LockLease> annWaits = ann.lock("w/2")
                    .acquireAsync(AcquireOptions.waitForever().withFailOnDeadlock(true))
                    .toCompletableFuture();
            assertThatThrownBy(() -> annWaits.get(30, TimeUnit.SECONDS)).cause().hasMessageContaining("deadlock: ");
            assertThat(bobWaits).isNotDone();
            one.close();
            have(bobWaits).close();
            two.ensureValid();
        }
    }

    @Test
    void an_entry_that_is_removed_by_hand_is_no_deadlock() throws Exception {
        try (LockClient ann = LockClient.connect(clients);
                LockLease held = ann.lock("x").acquire()) {
            CompletableFuture<LockLease> waits = ann.lock("x")
                    .acquireAsync(AcquireOptions.waitForever().withFailOnDeadlock(true))
                    .toCompletableFuture();
            String waiting = awaitQueue("x", 2).get(1);
            assertThat(waiting).contains("-victim-lock-");
            server.submit(new Request.Delete("/locks/x/" + waiting, -1));
            assertThatThrownBy(() -> waits.get(30, TimeUnit.SECONDS)).cause().hasMessageContaining("has been removed");
            held.ensureValid();
        }
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
