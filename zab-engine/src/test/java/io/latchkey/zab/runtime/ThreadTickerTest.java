package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadTickerTest {
    @Test
    void a_tick_in_time_keeps_the_beat() {
        assertThat(ThreadTicker.next(100, 101, 10)).isEqualTo(110);
        assertThat(ThreadTicker.next(100, 110, 10)).isEqualTo(110);
    }

    @Test
    void a_late_tick_is_followed_by_a_whole_period() {
        assertThat(ThreadTicker.next(100, 500, 10)).isEqualTo(510);
        assertThat(ThreadTicker.next(Long.MAX_VALUE - 2, Long.MIN_VALUE + 3, 10))
                .isEqualTo(Long.MAX_VALUE - 2 + 10);
    }

    @Test
    void it_ticks_until_it_is_closed() throws InterruptedException {
        CountDownLatch ticks = new CountDownLatch(5);
        ThreadTicker ticker = new ThreadTicker("test-ticker", 1);
        ticker.start(ticks::countDown);
        assertThat(ticks.await(30, TimeUnit.SECONDS)).isTrue();
        ticker.close();
        ticker.close();
        assertThatThrownBy(() -> ticker.start(() -> {})).isInstanceOf(IllegalStateException.class);
    }
}
