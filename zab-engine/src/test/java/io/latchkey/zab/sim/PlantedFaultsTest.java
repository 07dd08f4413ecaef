package io.latchkey.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.sim.FaultHunt.Kill;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator finds what it is there to find: each known mistake, made on purpose, and soon. */
class PlantedFaultsTest {
    /** Runs before the seed that is known to find the fault: it is found, not merely replayed. */
    private static final int SEEDS_BEFORE = 2;

    private static final int SEEDS_MAX = 300;

    @ParameterizedTest
    @EnumSource(PlantedFaults.class)
    void a_checker_or_an_invariant_tells_of_it(PlantedFaults fault) {
        long first = Math.max(1, fault.foundAt() - SEEDS_BEFORE);
        Kill kill = FaultHunt.hunt(fault, first, SEEDS_MAX);
        assertThat(kill)
                .as("%s (%s) was not found by seeds %d to %d", fault, fault.what(), first, first + SEEDS_MAX - 1)
                .isNotNull();
        assertThat(FaultHunt.run(kill.setup(), PlantedFault.NONE))
                .as("without %s, nothing is wrong with %s", fault, kill.setup())
                .isNull();
    }

    @Test
    void an_ensemble_that_does_not_come_good_is_told_of() {
        PlantedFault leaderless = new PlantedFault() {
            @Override
            @Nullable
            Message onSend(SimNode node, int to, Message m) {
                return m instanceof Message.LeaderInfo ? null : m;
            }
        };
        assertThatThrownBy(() -> new Simulation(new Setup(1, 3, Weather.MIXED), leaderless, false).run())
                .isInstanceOfSatisfying(
                        SimFailure.class, e -> assertThat(e.checker()).isEqualTo("Liveness"));
    }
}
