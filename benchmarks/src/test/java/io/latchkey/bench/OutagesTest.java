package io.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private static Failover.Outage outage(double millis) {
        return new Failover.Outage(millis, 1, 2);
    }

    @Test
    void median_least_and_most_are_of_the_times() {
        Outages odd = new Outages(List.of(outage(30), outage(10), outage(500)));
        assertThat(List.of(odd.medianMillis(), odd.bestMillis(), odd.worstMillis()))
                .containsExactly(30.0, 10.0, 500.0);
        assertThat(new Outages(List.of(outage(30), outage(10))).medianMillis()).isEqualTo(20);
    }

    @Test
    void losses_add_up() {
        Outages all = new Outages(List.of(outage(30), outage(10), outage(500)));
        assertThat(List.of(all.connectionsLost(), all.writesLost())).containsExactly(3, 6);
    }
}
