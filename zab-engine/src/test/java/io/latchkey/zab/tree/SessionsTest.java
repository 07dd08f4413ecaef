package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ticks of 100 ms, buckets of 20 ticks: a session of 4 s ends 4 to 6 s after it was last heard of. */
class SessionsTest {
    private final Sessions sessions = new Sessions(100, 20);

    private static Session session(long id, int timeoutMs) {
        return new Session(id, new byte[16], timeoutMs, 1);
    }

    @Test
    void a_silent_session_ends_at_the_bucket_after_its_timeout() {
        sessions.add(session(1, 4_000), 5);
        assertThat(sessions.expired(45)).isEmpty();
        assertThat(sessions.expired(59)).isEmpty();
        assertThat(sessions.expired(60)).containsExactly(1L);
        assertThat(sessions.expired(1_000)).isEmpty();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void a_touch_gives_the_full_timeout_again() {
        sessions.add(session(1, 4_000), 0);
        assertThat(sessions.touch(1, 30)).isTrue();
        assertThat(sessions.expired(79)).isEmpty();
        assertThat(sessions.expired(80)).containsExactly(1L);
    }

    @Test
    void a_timeout_that_is_no_whole_number_of_ticks_is_rounded_up() {
        sessions.add(session(1, 4_001), 19);
        assertThat(sessions.expired(79)).isEmpty();
        assertThat(sessions.expired(80)).containsExactly(1L);
    }

    @Test
    void who_has_ended_or_was_never_there_can_not_be_touched() {
        sessions.add(session(1, 100), 0);
        sessions.add(session(2, 100), 0);
        sessions.remove(2);
        sessions.remove(3);
        assertThat(sessions.expired(20)).containsExactly(1L);
        assertThat(sessions.touch(1, 20)).isFalse();
        assertThat(sessions.touch(2, 20)).isFalse();
        assertThat(sessions.touch(3, 20)).isFalse();
    }

    @Test
    void a_new_leader_gives_everybody_a_full_timeout() {
        sessions.add(session(1, 4_000), 0);
        sessions.add(session(9, 4_000), 0);
        sessions.reset(List.of(session(1, 4_000), session(2, 8_000)), 50);
        assertThat(sessions.size()).isEqualTo(2);
        assertThat(sessions.expired(99)).isEmpty();
        assertThat(sessions.expired(100)).containsExactly(1L);
        assertThat(sessions.expired(140)).containsExactly(2L);
    }

    @Test
    void adding_again_takes_the_new_timeout() {
        sessions.add(session(1, 40_000), 0);
        sessions.add(session(1, 4_000), 0);
        assertThat(sessions.size()).isEqualTo(1);
        assertThat(sessions.expired(60)).containsExactly(1L);
        assertThat(sessions.expired(1_000)).isEmpty();
    }

    @Test
    void ticks_and_buckets_must_have_a_length() {
        assertThatThrownBy(() -> new Sessions(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sessions(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void no_session_ends_early_or_more_than_a_bucket_late() {
        Random random = new Random(11);
        TreeMap<Long, Long> lastHeard = new TreeMap<>();
        for (long now = 0; now < 20_000; now++) {
            long id = random.nextInt(50);
            if (lastHeard.containsKey(id)) {
                assertThat(sessions.touch(id, now)).isTrue();
            } else {
                sessions.add(session(id, 5_000), now);
            }
            lastHeard.put(id, now);
            for (long gone : sessions.expired(now)) {
                Long heard = lastHeard.remove(gone);
                assertThat(heard).isNotNull();
                assertThat(now - (heard == null ? 0 : heard)).isBetween(50L, 70L);
            }
            assertThat(sessions.size()).isEqualTo(lastHeard.size());
        }
    }
}
