package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MS = 1_000_000;

    private final AtomicLong now = new AtomicLong();
    private final Pace pace = new Pace(1_000_000, now::get); // a byte takes a microsecond

    @Test
    void it_pauses_as_long_as_the_work_may_take() {
        assertThat(pace.pauseNanos(2_000)).isEqualTo(2 * MS);
        now.addAndGet(2 * MS);
        assertThat(pace.pauseNanos(3_000)).isEqualTo(3 * MS);
    }

    @Test
    void work_that_took_longer_than_that_is_followed_by_no_pause() {
        pace.pauseNanos(2_000);
        now.addAndGet(12 * MS);
        assertThat(pace.pauseNanos(2_000)).isNotPositive();
        assertThat(pace.pauseNanos(9_000)).isEqualTo(MS);
    }

    @Test
    void it_catches_up_a_little_and_not_more() {
        pace.pauseNanos(1_000);
        now.addAndGet(3_600_000 * MS);
        assertThat(pace.pauseNanos(20_000)).isZero();
        assertThat(pace.pauseNanos(5_000)).isEqualTo(5 * MS);
    }
}
