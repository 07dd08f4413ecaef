package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.storage.DiskSpace;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a disk counts as nearly full. */
@Timeout(60)
class DiskGaugeTest {
    private static final long MIN = 1_000;

    private final FaultyStorage storage = new FaultyStorage();

    private boolean lowWith(DiskGauge gauge, long freeBytes) throws IOException {
        storage.space = new DiskSpace(freeBytes, MIN);
        gauge.measure();
        assertThat(gauge.status().freeBytes()).isEqualTo(freeBytes);
        return gauge.status().low();
    }

    @Test
    void it_is_low_below_the_limit_and_until_there_is_a_quarter_more() throws IOException {
        DiskGauge gauge = new DiskGauge(storage);
        assertThat(gauge.status()).isEqualTo(DiskStatus.UNKNOWN);
        assertThat(lowWith(gauge, 1_000)).isFalse();
        assertThat(lowWith(gauge, 999)).isTrue();
        assertThat(lowWith(gauge, 1_000)).isTrue();
        assertThat(lowWith(gauge, 1_249)).isTrue();
        assertThat(lowWith(gauge, 1_250)).isFalse();
        assertThat(lowWith(gauge, 1_249)).isFalse();
    }

    @Test
    void without_a_limit_it_never_is() throws IOException {
        DiskGauge gauge = new DiskGauge(storage);
        storage.space = new DiskSpace(0, 0);
        gauge.measure();
        assertThat(gauge.status().low()).isFalse();
    }

    @Test
    void a_server_measures_at_its_start_and_every_now_and_then() throws Exception {
        storage.space = new DiskSpace(500, MIN);
        try (Solo solo = new Solo(Solo.CONFIG, storage).start()) {
            solo.tick(1);
            awaitLow(solo, true);
            storage.space = new DiskSpace(5_000, MIN);
            awaitLow(solo, false);
            storage.space = new DiskSpace(100, MIN);
            awaitLow(solo, true);
        }
    }

    private static void awaitLow(Solo solo, boolean low) {
        while (solo.server.status().disk().low() != low) {
            solo.tick(1);
            Thread.onSpinWait();
        }
    }
}
