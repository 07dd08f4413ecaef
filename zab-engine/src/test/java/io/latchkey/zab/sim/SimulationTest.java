package io.latchkey.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hundreds of simulated ensembles of three and five in every build; long runs are bin/latchkey-sim's. */
class SimulationTest {
    @ParameterizedTest
    @EnumSource(Weather.class)
    void no_checker_finds_anything_with_three_nodes(Weather weather) {
        for (long seed = 1; seed <= 25; seed++) {
            run(new Setup(seed, 3, weather));
        }
    }

    @ParameterizedTest
    @EnumSource(Weather.class)
    void no_checker_finds_anything_with_five_nodes(Weather weather) {
        for (long seed = 1; seed <= 15; seed++) {
            run(new Setup(seed, 5, weather));
        }
    }

    @ParameterizedTest
    @EnumSource(Weather.class)
    void the_same_setup_gives_the_same_run(Weather weather) {
        Setup setup = new Setup(7, 3, weather);
        assertThat(run(setup).trace()).as("%s", setup).isEqualTo(run(setup).trace());
        assertThat(run(setup.withSeed(8)).trace()).isNotEqualTo(run(setup).trace());
    }

    /** A leader took what had answered its epoch of before, late and by the same link, for a promise of the new one. */
    @Test
    void a_promise_of_an_earlier_epoch_does_not_count() {
        run(new Plan(
                new Setup(6L, 3, 0, Weather.STALE),
                4702,
                List.of(
                        new Blow(330, Harm.STALL_NODE, 1386799492),
                        new Blow(417, Harm.MUTE_IN_SYNC, 560868081),
                        new Blow(586, Harm.MUTE_IN_SYNC, 1443087008),
                        new Blow(816, Harm.STALL_NODE, 2102917356),
                        new Blow(1291, Harm.STALL_NODE, 845124889),
                        new Blow(1540, Harm.STALL_NODE, 290324548),
                        new Blow(4410, Harm.MUTE_IN_SYNC, 1483085226)),
                List.of(1, 2, 3, 4, 5),
                0));
    }

    /** A leader woke up in calm, came to what an operator had asked for, and waited for a voter that stayed away. */
    @Test
    void what_an_operator_asked_for_is_not_begun_in_calm() {
        run(new Plan(
                new Setup(1000194L, 1, 0, Weather.MIXED),
                4562,
                List.of(new Blow(1604, Harm.PAUSE, 852386245), new Blow(4076, Harm.RECONFIGURE, 766102392)),
                List.of(),
                0));
    }

    @Test
    void a_run_does_what_it_is_for() {
        SimStats total = new SimStats();
        for (long seed = 1; seed <= 8; seed++) {
            total.add(run(Setup.of(seed)).stats());
        }
        assertThat(total.committed).isGreaterThan(1_000);
        assertThat(total.requests).isGreaterThan(1_000);
        assertThat(total.reads).isGreaterThan(500);
        assertThat(total.epochs).isGreaterThan(8);
        assertThat(total.crashes).isPositive();
        assertThat(total.truncations).isPositive();
        assertThat(total.snaps).isPositive();
        assertThat(total.expiries).isPositive();
    }

    private static Simulation run(Setup setup) {
        return run(Plan.of(setup));
    }

    private static Simulation run(Plan plan) {
        Simulation simulation = new Simulation(plan, PlantedFault.NONE, false);
        try {
            simulation.run();
        } catch (RuntimeException | Error e) {
            Setup setup = plan.setup();
            throw new AssertionError(setup + ": " + e.getMessage() + "; replay: " + setup.replay(), e);
        }
        return simulation;
    }
}
