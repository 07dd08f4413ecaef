package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.StockServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration as one uses it, against Apache ZooKeeper. */
class ConfigTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path dir;

    private StockServer server;
    private ConfigClient client;

    @BeforeEach
    void start() {
        server = new StockServer(dir, 2000);
        client = ConfigClient.connect(server.address());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void values_are_read_from_memory_and_follow_changes() throws Exception {
        get(client.publish("orders/pool.max", "30"));
        get(client.publish("orders/db/url", "jdbc:x"));
        ConfigView view = client.view("orders").ready(PATIENCE);
        BlockingQueue<ConfigChange> changes = new LinkedBlockingQueue<>();
        view.onChange(changes::add);

        assertThat(view.state()).isEqualTo(ConfigView.State.LIVE);
        assertThat(view.getInt("pool.max", 1)).isEqualTo(30);
        assertThat(view.get("db/url")).contains("jdbc:x");
        assertThat(view.getInt("absent", 7)).isEqualTo(7);

        int version = get(client.publish("orders/pool.max", "40"));
        ConfigChange change = changes.poll(20, TimeUnit.SECONDS);
        assertThat(change).isEqualTo(new ConfigChange("pool.max", "30", "40", version, change.zxid()));
        assertThat(view.getInt("pool.max", 1)).isEqualTo(40);
        assertThat(view.entry("pool.max")).contains(new ConfigEntry("40", version, change.zxid()));

        get(client.publish("orders/new/deep/key", "v"));
        assertThat(changes.poll(20, TimeUnit.SECONDS).key()).isEqualTo("new/deep/key");
        assertThat(get(client.remove("orders/db/url"))).isTrue();
        ConfigChange removed = changes.poll(20, TimeUnit.SECONDS);
        assertThat(removed.key()).isEqualTo("db/url");
        assertThat(removed.after()).isNull();
        assertThat(view.snapshot()).containsOnlyKeys("new/deep/key", "pool.max");
    }

    @Test
    void a_view_may_be_opened_before_anything_exists() throws Exception {
        ConfigView view = client.view("nothing/yet").ready(PATIENCE);
        BlockingQueue<ConfigChange> changes = new LinkedBlockingQueue<>();
        view.onChange(changes::add);
        get(client.publish("nothing/yet/here", "now"));
        assertThat(changes.poll(20, TimeUnit.SECONDS).after()).isEqualTo("now");
        assertThat(get(client.remove("nothing/missing"))).isFalse();
    }

    @Test
    void what_another_zookeeper_client_writes_is_seen_as_plain_text() throws Exception {
        get(client.publish("plain/key", "ours"));
        ConfigView view = client.view("plain").ready(PATIENCE);
        ZooKeeper other = new ZooKeeper(server.address(), 10_000, event -> {});
        try {
            assertThat(other.getData("/config/plain/key", false, null))
                    .asString()
                    .isEqualTo("ours");
            other.setData("/config/plain/key", "\u00fcber".getBytes(StandardCharsets.UTF_8), -1);
            until("their value is here", () -> view.getString("key", "").equals("\u00fcber"));
        } finally {
            other.close();
        }
    }

    @Test
    void a_conditional_publish_never_overwrites_what_it_has_not_seen() throws Exception {
        int version = get(client.publish("cas/key", "one", -1));
        assertConflict(client.publish("cas/key", "again", -1));
        int next = get(client.publish("cas/key", "two", version));
        assertThat(next).isGreaterThan(version);
        assertConflict(client.publish("cas/key", "three", version));
        assertConflict(client.publish("cas/absent", "x", 3));
        get(client.publish("cas/folder/key", "x"));
        get(client.publish("cas/folder", "a folder may become a key", -1));
        assertConflict(client.publish("cas/folder", "but once only", -1));
        assertThat(get(client.remove("cas/folder"))).isTrue();
        assertThat(client.view("cas").ready(PATIENCE).snapshot()).containsOnlyKeys("key", "folder/key");
    }

    private static void assertConflict(CompletionStage<Integer> publish) {
        assertThatThrownBy(() -> get(publish)).hasCauseInstanceOf(ConfigConflictException.class);
    }

    @Test
    void typed_values_convert_or_say_what_is_wrong() throws Exception {
        get(client.publish("typed/int", " 12 "));
        get(client.publish("typed/long", "1234567890123"));
        get(client.publish("typed/bool", "TRUE"));
        get(client.publish("typed/double", "1.5"));
        get(client.publish("typed/short", "250ms"));
        get(client.publish("typed/iso", "PT1M30S"));
        get(client.publish("typed/day", "friday"));
        get(client.publish("typed/empty", ""));
        ConfigView view = client.view("typed").ready(PATIENCE);
        assertThat(view.getInt("int", 0)).isEqualTo(12);
        assertThat(view.getLong("long", 0)).isEqualTo(1234567890123L);
        assertThat(view.getBoolean("bool", false)).isTrue();
        assertThat(view.getDouble("double", 0)).isEqualTo(1.5);
        assertThat(view.getDuration("short", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
        assertThat(view.getDuration("iso", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
        assertThat(view.get("day", DayOfWeek.class, DayOfWeek.MONDAY)).isEqualTo(DayOfWeek.FRIDAY);
        assertThat(view.getString("empty", "x")).isEmpty();
        assertThatThrownBy(() -> view.getInt("long", 0))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessage("key typed/long: '1234567890123' is not a whole number of 32 bits");
        assertThatThrownBy(() -> view.getBoolean("day", false)).hasMessageContaining("true or false");
        assertThatThrownBy(() -> view.get("day", Duration.class, Duration.ZERO)).hasMessageContaining("250ms");
    }

    @Test
    void a_live_value_keeps_the_last_good_one() throws Exception {
        get(client.publish("live/timeout", "2s"));
        ConfigView view = client.view("live").ready(PATIENCE);
        ConfigValue<Duration> timeout = view.value("timeout", Duration.class, Duration.ofSeconds(9));
        List<String> heard = new ArrayList<>();
        timeout.onChange((before, now) -> heard.add(before + " -> " + now));
        assertThat(timeout.get()).isEqualTo(Duration.ofSeconds(2));
        get(client.publish("live/timeout", "soon"));
        until("the bad value is here", () -> view.getString("timeout", "").equals("soon"));
        assertThat(timeout.get()).isEqualTo(Duration.ofSeconds(2));
        get(client.publish("live/timeout", "3s"));
        until("the good value is here", () -> timeout.get().equals(Duration.ofSeconds(3)));
        BlockingQueue<String> last = new LinkedBlockingQueue<>();
        view.onChange(change -> last.add(change.key()));
        get(client.remove("live/timeout"));
        assertThat(last.poll(20, TimeUnit.SECONDS)).isEqualTo("timeout");
        assertThat(timeout.get()).isEqualTo(Duration.ofSeconds(9));
        assertThat(heard).containsExactly("PT2S -> PT3S", "PT3S -> PT9S");
    }

    @Test
    void a_failing_listener_harms_nobody() throws Exception {
        ConfigView view = client.view("bad").ready(PATIENCE);
        view.onChange(change -> {
            throw new IllegalStateException("on purpose");
        });
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Registration registration = view.onChange(change -> heard.add(String.valueOf(change.after())));
        get(client.publish("bad/key", "1"));
        get(client.publish("bad/key", "2"));
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("1");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("2");
        registration.close();
    }

    @Test
    void nonsense_is_refused_before_it_is_sent() {
        assertThatThrownBy(() -> client.publish("nonamespace", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.publish("a/../b", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.publish("a/b", "x".repeat(1_000_001))).hasMessageContaining("1000001 bytes");
        assertThatThrownBy(() -> client.view("")).isInstanceOf(IllegalArgumentException.class);
    }
}
