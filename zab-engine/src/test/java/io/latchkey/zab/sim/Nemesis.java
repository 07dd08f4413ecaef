package io.latchkey.zab.sim;

import java.util.List;

/** Does the harm that a plan has, until it rests. */
final class Nemesis {
    private final Simulation sim;
    private boolean resting;

    Nemesis(Simulation sim) {
        this.sim = sim;
    }

    void start(List<Blow> blows) {
        for (Blow blow : blows) {
            sim.clock().after(blow.atMs(), () -> {
                if (!resting) {
                    strike(blow);
                }
            });
        }
    }

    void strike(Blow blow) {
        if (blow.harm().isBetweenNodes() && sim.nodes().size() == 1) {
            return;
        }
        Luck luck = Luck.of(sim.setup().seed(), Luck.Of.BLOW, blow.luck());
        blow.harm().strike(new Strike(sim, this, luck));
    }

    /** From now on nothing breaks any more, and nothing is mended by itself. */
    void rest() {
        resting = true;
        sim.nodes().forEach(node -> node.crashAfterEffects(-1));
        sim.versions().onRest();
    }

    boolean isResting() {
        return resting;
    }
}
