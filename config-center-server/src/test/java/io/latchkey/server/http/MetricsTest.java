package io.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.ops.MetricText;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The metrics, read as strictly as Prometheus reads them. */
class MetricsTest {
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"\\})? (-?[0-9.E+-]+|NaN|\\+Inf)");

    private static Served server;

    @BeforeAll
    static void start() {
        server = new Served();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Samples by name and labels; checks the form. */
    private static Map<String, Double> samples(String text) {
        Map<String, Double> samples = new HashMap<>();
        Set<String> types = new HashSet<>();
        String metric = "";
        assertThat(text).endsWith("\n");
        for (String line : text.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                assertThat(words[3]).isIn("gauge", "counter", "histogram");
                assertThat(words[3].equals("counter")).isEqualTo(words[2].endsWith("_total"));
                metric = words[2];
                assertThat(types.add(metric)).as(line).isTrue();
            } else if (!line.startsWith("# HELP ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(1)).startsWith(metric);
                String key = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
                assertThat(samples.put(key, Double.valueOf(sample.group(3))))
                        .as("%s twice", key)
                        .isNull();
            }
        }
        return samples;
    }

    private static Map<String, Double> metrics() {
        HttpResponse<String> response = server.get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        return samples(response.body());
    }

    /** The watch over locks looks some times a second. */
    private static Map<String, Double> await(String sample, double value) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Map<String, Double> metrics = metrics();
        while (metrics.getOrDefault(sample, -1.0) != value && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            metrics = metrics();
        }
        assertThat(metrics).containsEntry(sample, value);
        return metrics;
    }

    private static void enter(String lock) {
        server.submit(new Request.Create(lock + "/lock-", null, Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL));
    }

    @Test
    void locks_are_counted_where_they_are_held() {
        String lock = "/locks/quote\"and\\slash";
        server.submit(new Request.Create(lock, null, Acl.OPEN, CreateMode.PERSISTENT));
        for (int i = 0; i < 3; i++) {
            enter(lock);
        }
        Map<String, Double> held = await("latchkey_locks_waiting", 2);
        assertThat(held)
                .containsEntry("latchkey_serving", 1.0)
                .containsEntry("latchkey_locks_held", 1.0)
                .containsEntry("latchkey_locks_in_use", 1.0)
                .containsEntry("latchkey_lock_top_waiting{lock=\"/locks/quote\\\"and\\\\slash\"}", 2.0)
                .containsEntry("latchkey_lock_grants_total{after=\"nothing\"}", 1.0);
        server.submit(new Request.Delete(lock + "/lock-0000000000", -1));
        Map<String, Double> handedOver = await("latchkey_locks_waiting", 1);
        assertThat(handedOver)
                .containsEntry("latchkey_lock_grants_total{after=\"wait\"}", 1.0)
                .containsEntry("latchkey_lock_holds_ended_total{how=\"session_expired\"}", 0.0)
                .containsEntry("latchkey_lock_wait_seconds_count", 2.0)
                .containsEntry("latchkey_lock_wait_seconds_bucket{le=\"+Inf\"}", 2.0)
                .containsEntry("latchkey_lock_hold_seconds_bucket{le=\"3600.0\"}", 1.0);
        assertThat(handedOver.get("latchkey_lock_wait_seconds_bucket{le=\"0.001\"}"))
                .isBetween(1.0, 2.0);
    }

    @Test
    void text_is_escaped_as_the_format_has_it() {
        assertThat(new MetricText()
                        .gauge("a", "two\nlines \\ and \"quotes\"", 1)
                        .toString())
                .isEqualTo("# HELP a two\\nlines \\\\ and \"quotes\"\n# TYPE a gauge\na 1\n");
    }
}
