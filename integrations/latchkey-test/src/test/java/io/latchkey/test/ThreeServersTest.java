package io.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.ConfigClient;
import io.latchkey.client.ConfigView;
import io.latchkey.client.LeaderElection;
import io.latchkey.client.Leadership;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.client.LockUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three servers in one process, one of which may die. */
@Timeout(120)
class ThreeServersTest {
    @RegisterExtension
    static final LatchkeyExtension LATCHKEY = LatchkeyExtension.builder()
            .server(s -> s.servers(3).clientTimeout(Duration.ofSeconds(10)))
            .build();

    @Test
    void a_lock_outlives_the_leader(LockClient alice) throws Exception {
        LatchkeyServer server = LATCHKEY.server();
        LockLease lease = alice.lock("orders").acquire();
        int dead = server.killLeader();
        Waiting.get(lease.verify());
        assertThat(lease.isValid()).isTrue();
        assertThat(server.awaitLeader()).isNotEqualTo(dead);
        assertThat(server.running()).isFalse();
        server.start();
        assertThat(server.running()).isTrue();
    }

    @Test
    void without_a_majority_nobody_is_served(LatchkeyServer server, LockClient alice) throws Exception {
        server.killLeader();
        server.killLeader();
        assertThatThrownBy(() -> alice.lock("nobody").tryAcquire(Duration.ofMillis(500)))
                .isInstanceOf(LockUnavailableException.class);
        server.start();
        alice.lock("nobody").acquire().close();
    }

    /** Between candidates of an election, not between servers. */
    @Test
    void the_next_candidate_leads_when_the_first_is_cut_off(LatchkeyServer server, LockClient one, LockClient two)
            throws Exception {
        try (LeaderElection first = one.election("job");
                LeaderElection second = two.election("job")) {
            Leadership before = Waiting.get(first.campaign());
            CompletableFuture<Leadership> next = second.campaign().toCompletableFuture();
            server.expireSession(one);
            Leadership after = Waiting.get(next);
            assertThat(before.isValid()).isFalse();
            assertThat(after.epoch()).isGreaterThan(before.epoch());
        }
    }

    @Test
    void each_server_tells_what_any_was_told(LatchkeyServer server, ConfigClient config) throws Exception {
        Waiting.get(config.publish("orders/pool.max", "30"));
        server.killLeader();
        try (ConfigView view = config.view("orders").ready(Duration.ofSeconds(60))) {
            assertThat(view.getInt("pool.max", 0)).isEqualTo(30);
        }
    }
}
