package io.latchkey.zab.sim;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An ensemble in which nothing goes wrong but what a story says, with clients that ask for this and that. At the end of
 * the story everything must come good, as at the end of any run.
 */
final class Scene {
    private static final int SEEDS_MIN = 4;
    private static final int SEEDS_MAX = 40; // for a mistake that needs luck to show
    private static final int PATIENCE_MS = 10_000;

    private final Simulation sim;

    private Scene(Setup setup, PlantedFault fault) {
        Plan plan = new Plan(setup, 0, List.of(), List.of(0, 1, 2, 3, 4, 5), Integer.MAX_VALUE);
        sim = new Simulation(plan, fault, false);
        sim.start();
        until(() -> sim.nodes().stream().allMatch(SimNode::isServing));
        run(500);
    }

    /** The story ends well, and with the mistake it does not: a checker, or an invariant that says so, tells. */
    static void holds(Consumer<Scene> story, PlantedFaults fault, String... by) {
        holds(new Setup(1, 3, Weather.MIXED), story, fault, by);
    }

    static void holds(Setup setup, Consumer<Scene> story, PlantedFaults fault, String... by) {
        holds(setup, story, fault::plant, by);
    }

    static void holds(Setup setup, Consumer<Scene> story, Supplier<PlantedFault> fault, String... by) {
        boolean told = false;
        for (int i = 0; i < SEEDS_MIN || (i < SEEDS_MAX && !told); i++) {
            long seed = setup.seed() + i;
            Finding without = play(setup.withSeed(seed), story, PlantedFault.NONE);
            if (without != null) {
                throw new AssertionError("seed " + seed + " without the fault: " + without);
            }
            Finding with = play(setup.withSeed(seed), story, fault.get());
            if (with != null && Arrays.stream(by).noneMatch(with.by()::contains)) {
                throw new AssertionError("seed " + seed + ", where " + List.of(by) + " should tell: " + with);
            }
            told |= with != null;
        }
        if (!told) {
            throw new AssertionError("the mistake was not told of by " + List.of(by));
        }
    }

    /** Null if it ends well. */
    private static @Nullable Finding play(Setup setup, Consumer<Scene> story, PlantedFault fault) {
        Scene scene;
        try {
            scene = new Scene(setup, fault);
        } catch (RuntimeException | Error e) {
            return Finding.of(e, 0);
        }
        try {
            story.accept(scene);
            new Calm(scene.sim).run();
            return null;
        } catch (RuntimeException | Error e) {
            return Finding.of(e, scene.sim.clock().nowMs());
        }
    }

    Simulation sim() {
        return sim;
    }

    SimNetwork network() {
        return sim.network();
    }

    List<SimNode> nodes() {
        return sim.nodes();
    }

    SimNode leader() {
        until(() -> sim.nodes().stream().anyMatch(SimNode::isLeading));
        return sim.nodes().stream().filter(SimNode::isLeading).findFirst().orElseThrow();
    }

    /** Those that follow, in order of their ids. */
    List<SimNode> followers() {
        SimNode leader = leader();
        return sim.nodes().stream().filter(node -> node != leader).toList();
    }

    void run(int ms) {
        sim.clock().runUntil(sim.clock().nowMs() + ms);
    }

    void until(BooleanSupplier isSo) {
        long patienceMs = sim.clock().nowMs() + PATIENCE_MS;
        while (!isSo.getAsBoolean()) {
            if (sim.clock().nowMs() > patienceMs) {
                throw new SimFailure("Liveness", "what the story waits for never comes: " + sim.nodes());
            }
            run(1);
        }
    }

    /** Waits for a moment in the life of a node. */
    void until(Moment moment, SimNode node) {
        until(() -> node.isUp() && moment.isNow(node));
    }

    void cutOff(SimNode node) {
        others(node, other -> network().cut(node.index(), other.index()));
    }

    void heal(SimNode node) {
        others(node, other -> network().heal(node.index(), other.index()));
    }

    private void others(SimNode node, Consumer<SimNode> action) {
        sim.nodes().stream().filter(Predicate.not(node::equals)).forEach(action);
    }

    /** The power of all of them goes at once, and comes back. */
    void powerCut(List<SimNode> victims) {
        victims.forEach(SimNode::crashIfUp);
        run(50);
        victims.forEach(SimNode::start);
    }

    /** It is away for so long, and then synchronized. */
    void away(SimNode node, int ms) {
        node.crashIfUp();
        run(ms);
        node.start();
    }

    /** A leader that nobody hears holds proposals that nobody else has; it comes back when others have gone on. */
    SimNode leaderWithTail() {
        SimNode leader = leader();
        followers().forEach(other -> network().stall(leader.index(), other.index()));
        run(400);
        cutOff(leader);
        until(() -> sim.nodes().stream().anyMatch(node -> node != leader && node.isLeading()));
        run(500);
        return leader;
    }
}
