package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that lose their connection, and find everything again. */
class ConfigResyncTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SET_DATA = 5;

    @TempDir
    Path dir;

    private Bench bench;
    private ConfigClient writer;

    @BeforeEach
    void start() {
        bench = new Bench(dir);
        writer = ConfigClient.sharing(bench.direct());
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void what_changed_without_a_connection_is_told_afterwards() throws Exception {
        get(writer.publish("app/kept", "1"));
        get(writer.publish("app/changed", "1"));
        get(writer.publish("app/deep/removed", "1"));
        LockClient cutOff = bench.behindProxy(Duration.ofSeconds(4));
        ConfigView view = ConfigClient.sharing(cutOff).view("app").ready(PATIENCE);
        Map<String, ConfigChange> changes = new ConcurrentHashMap<>();
        view.onChange(change -> changes.put(change.key(), change));

        bench.proxy.refuse();
        bench.proxy.cut();
        until("it says so", () -> view.state() == ConfigView.State.STALE);
        get(writer.publish("app/changed", "2"));
        get(writer.publish("app/added", "2"));
        assertThat(get(writer.remove("app/deep/removed"))).isTrue();
        assertThat(view.snapshot()).isEqualTo(Map.of("kept", "1", "changed", "1", "deep/removed", "1"));

        bench.proxy.heal();
        until("all is told", () -> changes.size() == 3);
        assertThat(view.state()).isEqualTo(ConfigView.State.LIVE);
        assertThat(view.snapshot()).isEqualTo(Map.of("kept", "1", "changed", "2", "added", "2"));
        assertThat(changes.get("changed").before()).isEqualTo("1");
        assertThat(changes.get("added").before()).isNull();
        assertThat(changes.get("deep/removed").after()).isNull();
    }

    @Test
    void a_view_outlives_its_session() throws Exception {
        LockClient client = bench.behindProxy(Duration.ofSeconds(4));
        ConfigView view = ConfigClient.sharing(client).view("app").ready(PATIENCE);
        bench.server.expire(client.core().session().incarnation().id());
        get(writer.publish("app/key", "1"));
        until("the value is here", () -> view.getString("key", "").equals("1"));
        get(writer.publish("app/key", "2"));
        until("the watch holds again", () -> view.getString("key", "").equals("2"));
        until("it is live", () -> view.state() == ConfigView.State.LIVE);
        view.close();
        until("closed", () -> view.state() == ConfigView.State.CLOSED);
        assertThat(view.getInt("key", 0)).isEqualTo(2);
    }

    @Test
    void no_change_is_missed_while_connections_come_and_go() throws Exception {
        LockClient client = bench.behindProxy(Duration.ofSeconds(4));
        ConfigView view = ConfigClient.sharing(client).view("app").ready(PATIENCE);
        AtomicInteger last = new AtomicInteger(-1);
        AtomicInteger backwards = new AtomicInteger();
        view.onChange(change -> {
            int now = Integer.parseInt(String.valueOf(change.after()));
            if (last.getAndSet(now) >= now) {
                backwards.incrementAndGet();
            }
        });
        for (int i = 0; i < 200; i++) {
            get(writer.publish("app/counter", String.valueOf(i)));
            if (i % 20 == 10) {
                bench.proxy.cut();
            }
        }
        until("the last one is told", () -> last.get() == 199);
        assertThat(backwards).hasValue(0);
        assertThat(view.getInt("counter", -1)).isEqualTo(199);
    }

    @Test
    void a_publish_whose_answer_is_lost_says_that_nobody_knows() throws Exception {
        get(writer.publish("app/key", "1"));
        ConfigClient client = ConfigClient.sharing(bench.behindProxy(Duration.ofSeconds(4)));
        bench.proxy.dropNextReplyTo(SET_DATA);
        assertThatThrownBy(() -> get(client.publish("app/key", "2"))).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThat(client.view("app").ready(PATIENCE).getInt("key", 0)).isEqualTo(2);
        bench.proxy.dropNextRequest(SET_DATA);
        assertThatThrownBy(() -> get(client.publish("app/key", "3"))).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThat(client.view("app").ready(PATIENCE).getInt("key", 0)).isEqualTo(2);
    }

    @Test
    void without_a_server_a_publish_fails_in_time_and_reads_go_on() throws Exception {
        LockClient client = bench.open(
                bench.options(bench.proxy.address(), Duration.ofSeconds(4)).requestTimeout(Duration.ofMillis(300)));
        get(writer.publish("app/key", "1"));
        ConfigClient config = ConfigClient.sharing(client);
        ConfigView view = config.view("app").ready(PATIENCE);
        bench.proxy.refuse();
        bench.proxy.cut();
        until("it has noticed", () -> client.state() == ConnectionState.SUSPENDED);
        assertThatThrownBy(() -> get(config.publish("app/key", "2")))
                .hasCauseInstanceOf(ServiceUnavailableException.class);
        assertThat(view.getInt("key", 0)).isEqualTo(1);
        assertThatThrownBy(() -> config.view("other").ready(Duration.ofMillis(100)))
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining("100 ms");
    }
}
