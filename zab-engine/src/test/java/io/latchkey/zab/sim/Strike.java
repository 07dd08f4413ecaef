package io.latchkey.zab.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One blow as it is struck: whom it hits, and what is mended when. */
final class Strike {
    private static final int TRIES = 1_000;

    private final Simulation sim;
    private final Nemesis nemesis;
    private final Luck luck;

    Strike(Simulation sim, Nemesis nemesis, Luck luck) {
        this.sim = sim;
        this.nemesis = nemesis;
        this.luck = luck;
    }

    Simulation sim() {
        return sim;
    }

    SimNetwork network() {
        return sim.network();
    }

    Luck luck() {
        return luck;
    }

    List<SimNode> nodes() {
        return sim.nodes();
    }

    SimNode any() {
        return luck.of(sim.nodes());
    }

    /** All nodes, in any order. */
    List<SimNode> shuffled() {
        List<SimNode> rest = new ArrayList<>(sim.nodes());
        List<SimNode> shuffled = new ArrayList<>();
        while (!rest.isEmpty()) {
            shuffled.add(rest.remove(luck.below(rest.size())));
        }
        return shuffled;
    }

    @Nullable
    SimNode leader() {
        for (SimNode node : sim.nodes()) {
            if (node.isLeading()) {
                return node;
            }
        }
        return null;
    }

    /** How long it lasts: mostly short, at times long. */
    int whileMs() {
        if (sim.setup().weather() == Weather.FLAPPING) {
            return luck.between(1, 120);
        }
        return luck.oneIn(4) ? luck.between(300, 4000) : luck.between(5, 400);
    }

    /** Whether calm has come meanwhile. */
    boolean isCalm() {
        return nemesis.isResting();
    }

    /** Mends, unless calm has come before, which mends everything. */
    void later(int ms, Runnable mend) {
        sim.clock().after(ms, () -> {
            if (!nemesis.isResting()) {
                mend.run();
            }
        });
    }

    /** Hits the first node of which something is so, if that comes to be within some seconds. */
    void whenSoon(Predicate<SimNode> isSo, Consumer<SimNode> hit) {
        whenSoon(isSo, hit, TRIES);
    }

    private void whenSoon(Predicate<SimNode> isSo, Consumer<SimNode> hit, int tries) {
        for (SimNode node : shuffled()) {
            if (node.isUp() && isSo.test(node)) {
                hit.accept(node);
                return;
            }
        }
        if (tries > 0) {
            later(luck.between(1, 3), () -> whenSoon(isSo, hit, tries - 1));
        }
    }

    void crash(SimNode node) {
        if (node.isUp()) {
            sim.stats().crashes++;
            node.crash();
            restart(node, whileMs());
        }
    }

    void restart(SimNode node, int afterMs) {
        later(afterMs, () -> {
            if (!node.isUp()) {
                node.start();
            }
        });
    }
}
