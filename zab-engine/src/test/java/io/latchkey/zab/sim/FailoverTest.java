package io.latchkey.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long an ensemble with the limits it is shipped with, ticks of 20 ms, is without a leader. */
class FailoverTest {
    private static final int SEEDS = 25;

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void it_serves_again_soon_after_its_leaders_death(int nodes) {
        long[] outagesMs = outages(nodes, (sim, leader) -> leader.crash());
        assertThat(outagesMs[SEEDS / 2])
                .as("median of %s", Arrays.toString(outagesMs))
                .isLessThan(300);
        assertThat(outagesMs[SEEDS - 1])
                .as("worst of %s", Arrays.toString(outagesMs))
                .isLessThan(600);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void it_serves_again_within_two_seconds_of_its_leaders_last_word(int nodes) {
        long[] outagesMs = outages(nodes, FailoverTest::silence);
        assertThat(outagesMs[SEEDS - 1])
                .as("worst of %s", Arrays.toString(outagesMs))
                .isLessThan(2_000);
    }

    @Test
    void a_leader_that_nobody_hears_stops_leading_by_itself() {
        Simulation sim = settled(1, 3);
        SimNode leader = leader(sim);
        silence(sim, leader);
        sim.clock().runUntil(sim.clock().nowMs() + 1_800);
        assertThat(leader.isLeading()).isFalse();
    }

    @Test
    void a_follower_that_comes_back_joins_without_an_election() {
        Simulation sim = settled(1, 3);
        SimNode leader = leader(sim);
        SimNode away =
                sim.nodes().stream().filter(node -> node != leader).findAny().orElseThrow();
        long epochs = sim.stats().epochs;
        away.crash();
        sim.clock().runUntil(sim.clock().nowMs() + 1_000);
        away.start();
        sim.clock().runUntil(sim.clock().nowMs() + 200);
        assertThat(away.isServing()).isTrue();
        assertThat(away.zab().leader()).isEqualTo(leader.id());
        assertThat(sim.stats().epochs).isEqualTo(epochs);
    }

    /** Sorted: from the loss of the leader until the next one serves with a quorum. */
    private static long[] outages(int nodes, BiConsumer<Simulation, SimNode> loss) {
        return LongStream.rangeClosed(1, SEEDS)
                .map(seed -> outage(settled(seed, nodes), loss))
                .sorted()
                .toArray();
    }

    private static Simulation settled(long seed, int nodes) {
        Simulation sim = Simulation.asShipped(new Setup(seed, nodes, Weather.MIXED));
        sim.start();
        sim.clock().runUntil(3_000);
        return sim;
    }

    private static long outage(Simulation sim, BiConsumer<Simulation, SimNode> loss) {
        SimNode lost = leader(sim);
        long startMs = sim.clock().nowMs();
        loss.accept(sim, lost);
        while (!isServedWithout(sim, lost)) {
            sim.clock().runUntil(sim.clock().nowMs() + 5);
            assertThat(sim.clock().nowMs() - startMs).isLessThan(10_000);
        }
        return sim.clock().nowMs() - startMs;
    }

    /** A leader has a quorum that serves with it; when the next request comes is the clients' affair. */
    private static boolean isServedWithout(Simulation sim, SimNode lost) {
        SimNode leader = sim.nodes().stream()
                .filter(node -> node != lost && node.isLeading())
                .findAny()
                .orElse(null);
        return leader != null
                && sim.nodes().stream()
                                .filter(node -> node.isServing() && node.zab().leader() == leader.id())
                                .count()
                        > sim.nodes().size() / 2;
    }

    private static void silence(Simulation sim, SimNode node) {
        for (SimNode other : sim.nodes()) {
            if (other != node) {
                sim.network().stall(node.index(), other.index());
                sim.network().stall(other.index(), node.index());
            }
        }
    }

    private static SimNode leader(Simulation sim) {
        return sim.nodes().stream().filter(SimNode::isLeading).findAny().orElseThrow();
    }
}
