package io.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private static Series of(double cpuSeconds, long... operations) {
        return new Series(Arrays.stream(operations)
                .mapToObj(n -> {
                    Histogram latency = new Histogram(3);
                    latency.recordValueWithCount(2_000, n);
                    return new Slice(n, 1, latency, cpuSeconds);
                })
                .toList());
    }

    @Test
    void the_ratio_is_the_median_of_the_rounds_ratios() {
        // the second round was slow for both, the third for one alone
        assertThat(of(1, 200, 20, 200, 220, 180).speedRatio(of(1, 100, 10, 10, 100, 100)))
                .isEqualTo("**2.00** (2.00, 2.20)");
    }

    @Test
    void rates_are_medians_and_processor_time_is_a_sum() {
        Series series = of(0.5, 1_000, 3_000, 500);
        assertThat(series.perSecond()).isEqualTo(1_000);
        assertThat(series.cpuPerThousand()).isCloseTo(1.5 / 4.5, within(1e-9));
        assertThat(series.micros(50)).isCloseTo(2, within(0.01));
        assertThat(of(Double.NaN, 1).cpuPerThousand()).isNaN();
    }
}
