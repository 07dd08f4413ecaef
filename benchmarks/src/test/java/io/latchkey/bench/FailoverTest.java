package io.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against three real Apache ZooKeepers: what is measured can be measured of both kinds. */
class FailoverTest {
    @TempDir
    Path dir;

    @Test
    void a_leader_is_killed_and_frozen_and_all_serve_afterwards() throws IOException {
        Launcher launcher = new Launcher(
                Path.of(System.getProperty("java.home")),
                System.getProperty("java.class.path"),
                dir.resolve("no.jar"),
                dir.resolve("no.options"),
                dir);
        try (Ensemble ensemble = launcher.start("zookeeper", "A", 3, Ensemble.Timing.ALERT)) {
            Failover failover = new Failover(ensemble);
            List<Failover.Outage> killed = failover.run(Failover.Blow.KILLED, 1);
            List<Failover.Outage> frozen = failover.run(Failover.Blow.FROZEN, 1);
            assertThat(killed)
                    .singleElement()
                    .satisfies(outage -> assertThat(outage.millis()).isBetween(1.0, 60_000.0));
            // its silence must be noticed first
            assertThat(frozen)
                    .singleElement()
                    .satisfies(outage -> assertThat(outage.millis()).isBetween(500.0, 60_000.0));
            assertThat(ensemble.processes())
                    .allSatisfy(server -> assertThat(server.mode()).isIn("leader", "follower"));
        }
    }
}
