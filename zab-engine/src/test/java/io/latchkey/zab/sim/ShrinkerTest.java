package io.latchkey.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A failing seed becomes a short test. */
class ShrinkerTest {
    @Test
    void a_planted_fault_leaves_a_plan_of_a_few_blows_that_fails_in_the_same_way() {
        PlantedFaults fault = PlantedFaults.OLD_SESSION_DEADLINES;
        FaultHunt.Kill kill = FaultHunt.hunt(fault, 1, 50);
        assertThat(kill).isNotNull();
        Plan whole = Plan.of(kill.setup());
        Shrinker.Failing smallest = new Shrinker(fault::plant).shrink(whole);
        assertThat(smallest).isNotNull();
        assertThat(smallest.finding().by()).isEqualTo(kill.by());
        assertThat(smallest.plan().blows().size())
                .as("of %d blows", whole.blows().size())
                .isLessThanOrEqualTo(whole.blows().size() / 10);
        assertThat(smallest.plan().clients().size())
                .as("of %d clients", whole.clients().size())
                .isLessThanOrEqualTo(whole.clients().size() / 2);
        assertThat(smallest.plan().operationsMax()).isLessThan(100);
        assertThat(smallest.plan().setup().nodes()).isEqualTo(3);
        assertThat(Finding.of(smallest.plan(), fault::plant)).isEqualTo(smallest.finding());
        assertThat(Finding.of(smallest.plan(), () -> PlantedFault.NONE))
                .as("without the fault")
                .isNull();
    }

    @Test
    void what_does_not_fail_is_left_alone() {
        assertThat(new Shrinker(() -> PlantedFault.NONE).shrink(Plan.of(Setup.of(1))))
                .isNull();
    }

    @Test
    void a_plan_is_printed_as_a_test() {
        Plan plan = new Plan(
                new Setup(-7, 3, Weather.FLAPPING),
                1_500,
                List.of(new Blow(12, Harm.RESET, 34), new Blow(56, Harm.CRASH, 78)),
                List.of(0, 4),
                9);
        String text =
                JUnitText.of(plan, new Finding(Finding.Kind.CHECKER, "TotalOrder", "TotalOrder: out of order", 1_400));
        assertThat(text).isEqualTo("""
                /** TotalOrder: out of order */
                @Test
                void seed__7_totalorder() {
                    run(new Plan(
                            new Setup(-7L, 3, 0, Weather.FLAPPING),
                            1500,
                            List.of(
                                    new Blow(12, Harm.RESET, 34),
                                    new Blow(56, Harm.CRASH, 78)),
                            List.of(0, 4),
                            9));
                }
                """);
    }
}
