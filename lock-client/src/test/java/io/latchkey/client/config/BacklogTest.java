package io.latchkey.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.ConfigChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for a slow listener, with an executor that runs when the test says so. */
class BacklogTest {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<ConfigChange> heard = new ArrayList<>();
    private final Backlog backlog = new Backlog(tasks::add, heard::add);

    private static ConfigChange change(String key, int version) {
        return new ConfigChange(key, version == 0 ? null : "v" + (version - 1), "v" + version, version, version);
    }

    private void run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void a_listener_that_keeps_up_hears_every_change_in_order() {
        for (int i = 0; i < Backlog.APART_MAX; i++) {
            backlog.add(change("a", i));
        }
        run();
        backlog.add(change("a", Backlog.APART_MAX));
        run();
        assertThat(heard).hasSize(Backlog.APART_MAX + 1);
        assertThat(heard).extracting(ConfigChange::version).isSorted();
    }

    @Test
    void far_behind_the_changes_of_a_key_come_as_one() {
        for (int i = 0; i < 50_000; i++) {
            backlog.add(change("key-" + i % 3, i / 3));
            assertThat(tasks).hasSizeLessThanOrEqualTo(1);
        }
        run();
        assertThat(heard).hasSizeLessThanOrEqualTo(Backlog.APART_MAX + 3);
        assertThat(heard.get(0).before()).isNull();
        for (int key = 0; key < 3; key++) {
            String name = "key-" + key;
            List<ConfigChange> ofKey =
                    heard.stream().filter(c -> c.key().equals(name)).toList();
            for (int i = 1; i < ofKey.size(); i++) {
                assertThat(ofKey.get(i).before()).isEqualTo(ofKey.get(i - 1).after());
            }
        }
        assertThat(heard.get(heard.size() - 1)).isEqualTo(change("key-1", 16_666));
    }

    @Test
    void many_keys_wait_once_each() {
        for (int round = 0; round < 10; round++) {
            for (int key = 0; key < 5_000; key++) {
                backlog.add(change("key-" + key, round));
            }
        }
        run();
        assertThat(heard).hasSizeLessThanOrEqualTo(2 * 5_000);
    }

    @Test
    void a_listener_that_fails_hears_the_next_change_all_the_same() {
        Backlog fragile = new Backlog(tasks::add, change -> {
            heard.add(change);
            if (change.version() == 0) {
                throw new AssertionError("on purpose");
            }
        });
        fragile.add(change("a", 0));
        fragile.add(change("a", 1));
        assertThatThrownBy(this::run).hasMessage("on purpose");
        run();
        assertThat(heard).extracting(ConfigChange::version).containsExactly(0, 1);
    }

    @Test
    void what_came_and_went_meanwhile_is_not_told() {
        backlog.add(new ConfigChange("brief", null, "x", 0, 1));
        backlog.add(new ConfigChange("brief", "x", null, -1, 2));
        for (int i = 0; i < Backlog.APART_MAX; i++) {
            backlog.add(change("a", i));
        }
        run();
        assertThat(heard).extracting(ConfigChange::key).containsOnly("a");
    }
}
