package io.latchkey.zab.sim;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.runtime.PeerFrames;
import java.util.List;
import java.util.function.Supplier;

/** The versions of the program that the nodes run: all the same, or, in a part of the runs, mixed by upgrades. */
final class Versions {
    private final Simulation sim;
    private final boolean mixed;
    private final Program first;
    private final Program last;

    Versions(Simulation sim) {
        this.sim = sim;
        Luck luck = Luck.of(sim.setup().seed(), Luck.Of.VERSIONS, 0);
        boolean drawn = isDrawn(luck);
        mixed = drawn && (sim.fault() == PlantedFault.NONE || sim.fault().speaksNewestVersion());
        first = mixed ? luck.of(List.of(Program.BEFORE, Program.PRESENT, Program.NEXT)) : Program.PRESENT;
        last = mixed ? first.plus(luck.between(1, 2)) : Program.PRESENT;
    }

    /** Whether there are upgrades in a run with this luck: drawn first of all. */
    static boolean isDrawn(Luck luck) {
        return luck.oneIn(16);
    }

    boolean areMixed() {
        return mixed;
    }

    /** What all begin with. */
    Program first() {
        return first;
    }

    /** What all are to have in the end. */
    Program last() {
        return last;
    }

    /**
     * A message on its way, by the real codec.
     *
     * @return to be called when it arrives
     */
    Supplier<Message> carry(SimNode from, SimNode to, Message m) {
        if (m instanceof Message.Snap) {
            return () -> m;
        }
        Program sender = from.program();
        Program receiver = to.program();
        boolean newest = sim.fault().speaksNewestVersion();
        List<byte[]> frames = PeerFrames.write(m, newest ? sender.peerMax() : sender.versionWith(receiver));
        sim.rareStates().sawIf(sender != receiver && m instanceof Message.Propose, RareState.VERSIONS_MIXED);
        return () -> read(frames, to);
    }

    private Message read(List<byte[]> frames, SimNode to) {
        try {
            return PeerFrames.read(frames, to.program().peerMax());
        } catch (FormatException e) {
            throw new SimFailure("Versions", to + " is told what it does not understand: " + e.getMessage());
        }
    }

    /** Harm is over: who is down, or is not understood by the others, gets the last version. */
    void onRest() {
        for (SimNode node : sim.nodes()) {
            if (mixed && (!node.isUp() || !node.program().speaksWith(last))) {
                node.crashIfUp();
                node.setProgram(last);
            }
        }
    }
}
