package io.latchkey.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run gets around: into rare states, and into every cell of the matrix that there is; into no other. */
class CoverageTest {
    private static final int SEEDS = 60;

    @Test
    void what_cannot_be_is_not_seen_and_most_of_what_can_be_is() {
        Coverage coverage = new Coverage(true);
        RareStates states = new RareStates();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation run = new Simulation(new Setup(seed, 3, Weather.STALE), PlantedFault.NONE, true);
            run.run();
            coverage.addAll(run.coverage());
            states.addAll(run.rareStates());
        }
        List<Cell> impossible = new ArrayList<>();
        int legal = 0;
        int seen = 0;
        for (Cell cell : Cell.all()) {
            if (Legality.whyNot(cell) == null) {
                legal++;
                seen += coverage.times(cell) > 0 ? 1 : 0;
            } else if (coverage.times(cell) > 0) {
                impossible.add(cell);
            }
        }
        assertThat(impossible).isEmpty();
        assertThat(seen).isGreaterThan(legal / 2);
        assertThat(states.times(RareState.STALE_PROPOSAL)).isPositive();
        assertThat(states.times(RareState.TWO_LEADERS)).isPositive();
    }

    @Test
    void forty_states_are_looked_out_for() {
        assertThat(RareState.values().length).isGreaterThanOrEqualTo(40);
        assertThat(new RareStates().missing()).containsExactly(RareState.values());
    }
}
