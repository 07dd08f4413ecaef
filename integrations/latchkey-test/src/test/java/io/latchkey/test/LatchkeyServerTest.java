package io.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.ClientOptions;
import io.latchkey.client.ConfigClient;
import io.latchkey.client.ConfigView;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.client.ServiceUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server without JUnit. */
@Timeout(120)
class LatchkeyServerTest {
    @Test
    void it_stops_and_starts_with_its_data_at_the_same_address() throws Exception {
        try (LatchkeyServer server = LatchkeyServer.started()) {
            String address = server.connectString();
            String url = server.httpUrl();
            ConfigClient client = server.configClient("admin");
            Waiting.get(client.publish("orders/pool.max", "30"));
            server.stop();
            assertThat(server.running()).isFalse();
            assertThatThrownBy(() -> LockClient.connect(ClientOptions.builder(address)
                            .connectTimeout(Duration.ofMillis(200))
                            .build()))
                    .isInstanceOf(ServiceUnavailableException.class);
            server.start();
            assertThat(server.connectString()).isEqualTo(address);
            assertThat(server.httpUrl()).isEqualTo(url);
            try (ConfigView view = client.view("orders").ready(Duration.ofSeconds(60))) {
                assertThat(view.getString("pool.max", "")).isEqualTo("30");
            }
        }
    }

    @Test
    void a_lock_outlives_a_restart_within_the_timeout() throws Exception {
        try (LatchkeyServer server =
                LatchkeyServer.builder().clientTimeout(Duration.ofSeconds(30)).start()) {
            LockLease lease = server.lockClient("alice").lock("orders").acquire();
            server.stop();
            server.start();
            Waiting.get(lease.verify());
            assertThat(lease.isValid()).isTrue();
        }
    }

    @Test
    void several_are_strangers_to_each_other() throws Exception {
        try (LatchkeyServer one = LatchkeyServer.started();
                LatchkeyServer two = LatchkeyServer.started()) {
            try (LockLease first = one.lockClient("alice").lock("orders").acquire();
                    LockLease second = two.lockClient("bob").lock("orders").acquire()) {
                assertThat(first.isValid()).isTrue();
                assertThat(second.isValid()).isTrue();
            }
        }
    }

    @Test
    void what_is_wrong_is_said() {
        assertThatThrownBy(() -> LatchkeyServer.builder().servers(2).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("servers are 1 or 3, not 2");
        assertThatThrownBy(() -> LatchkeyServer.builder()
                        .sessionTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(1))
                        .start())
                .hasMessageContaining("is longer than the longest");
        assertThatThrownBy(() ->
                        LatchkeyServer.builder().tick(Duration.ofSeconds(2)).start())
                .hasMessageContaining("a tick is 1 ms to 1 s");
        assertThatThrownBy(() -> LatchkeyServer.builder()
                        .clientTimeout(Duration.ofMillis(100))
                        .start())
                .hasMessageContaining("is not within");
    }

    @Test
    void bounds_of_sessions_are_kept() throws Exception {
        try (LatchkeyServer server = LatchkeyServer.builder()
                .sessionTimeouts(Duration.ofMillis(800), Duration.ofMillis(900))
                .start()) {
            LockLease lease = server.lockClient("long", o -> o.sessionTimeout(Duration.ofMinutes(1)))
                    .lock("orders")
                    .acquire();
            assertThat(lease.remaining()).isLessThan(Duration.ofMillis(900));
        }
    }

    @Test
    void nothing_is_left_when_it_is_closed() throws Exception {
        LatchkeyServer server = LatchkeyServer.started();
        LockClient client = server.lockClient("alice");
        client.lock("orders").acquire();
        server.partition(client);
        server.freeze();
        String address = server.connectString();
        server.close();
        server.close();
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(server::start).hasMessageContaining("closed");
        assertThatThrownBy(() -> server.lockClient("bob")).hasMessageContaining("closed");
        Waiting.until(
                "its threads end",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("latchkey-engine")));
    }

    private static void connect(int port) throws IOException {
        new Socket("127.0.0.1", port).close();
    }

    @Test
    void open_sessions_are_told_with_what_they_hold() throws Exception {
        try (LatchkeyServer server = LatchkeyServer.started();
                LockClient own = server.lockClient("own");
                LockClient others = LockClient.connect(ClientOptions.builder(server.connectString("service"))
                        .owner("the service")
                        .build())) {
            own.lock("mine").acquire();
            others.lock("orders").acquire();
            assertThat(server.openSessions())
                    .singleElement()
                    .asString()
                    .contains("on line service, which holds /locks/orders/", "the service");
        }
    }
}
