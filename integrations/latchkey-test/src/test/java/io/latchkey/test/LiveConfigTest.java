package io.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.ConfigClient;
import io.latchkey.client.ConfigView;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code that follows configuration hears of changes, wherever they are made. */
@LatchkeyTest
@Timeout(120)
class LiveConfigTest {
    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> put(LatchkeyServer server, String key, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.httpUrl() + "/api/v1/namespaces/orders/keys/" + key))
                .PUT(BodyPublishers.ofString(value))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> get(LatchkeyServer server, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.httpUrl() + path)).build(), BodyHandlers.ofString());
    }

    @Test
    void a_change_by_a_client_arrives(ConfigClient admin, ConfigClient service) throws Exception {
        try (ConfigView orders = service.view("orders").ready(Duration.ofSeconds(60))) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            orders.onChange(change -> heard.add(change.key() + "=" + change.after()));
            Waiting.get(admin.publish("orders/pool.max", "30"));
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("pool.max=30");
            assertThat(orders.getInt("pool.max", 20)).isEqualTo(30);
        }
    }

    @Test
    void a_change_over_http_arrives(LatchkeyServer server, ConfigClient service) throws Exception {
        try (ConfigView orders = service.view("orders").ready(Duration.ofSeconds(60))) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            orders.onChange(change -> heard.add(change.key() + "=" + change.after()));
            assertThat(put(server, "color", "green").statusCode()).isIn(200, 201);
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("color=green");
        }
    }

    @Test
    void who_was_cut_off_catches_up(LatchkeyServer server, ConfigClient admin, ConfigClient service) throws Exception {
        Waiting.get(admin.publish("orders/limit", "1"));
        try (ConfigView orders = service.view("orders").ready(Duration.ofSeconds(60))) {
            server.partition(service);
            Waiting.until("it is noticed", () -> orders.state() == ConfigView.State.STALE);
            Waiting.get(admin.publish("orders/limit", "2"));
            assertThat(orders.getInt("limit", 0)).isEqualTo(1);
            server.heal();
            Waiting.until("it has caught up", () -> orders.getInt("limit", 0) == 2);
        }
    }

    @Test
    void large_values_pass_whole(LatchkeyServer server) throws Exception {
        String large = "0123456789".repeat(90_000);
        assertThat(put(server, "large", large).statusCode()).isIn(200, 201);
        assertThat(get(server, "/api/v1/namespaces/orders/keys/large").body()).contains(large);
    }

    @Test
    void the_admin_ui_is_there_too(LatchkeyServer server) throws Exception {
        assertThat(get(server, "/").body()).contains("<html");
    }
}
