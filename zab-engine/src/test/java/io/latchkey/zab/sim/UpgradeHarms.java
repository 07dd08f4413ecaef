package io.latchkey.zab.sim;

import java.util.ArrayList;
import java.util.List;

/** What operators do about versions of the program, one server at a time. */
final class UpgradeHarms {
    private UpgradeHarms() {}

    /** When it is done, in a run that is drawn for it. */
    static List<Blow> blows(long seed, int harmMs) {
        Luck luck = Luck.of(seed, Luck.Of.UPGRADES, 0);
        List<Blow> blows = new ArrayList<>();
        if (Versions.isDrawn(Luck.of(seed, Luck.Of.VERSIONS, 0))) {
            int everyMs = luck.between(100, 1_500);
            for (int at = luck.between(1, 2 * everyMs); at < harmMs; at += luck.between(1, 2 * everyMs)) {
                Harm harm = luck.oneIn(4) ? Harm.ROLL_BACK : Harm.UPGRADE;
                blows.add(new Blow(at, harm, luck.below(Integer.MAX_VALUE)));
            }
        }
        return blows;
    }

    /** To the next version; at times one is left out. */
    static void upgrade(Strike s) {
        if (s.sim().versions().areMixed()) {
            change(s, s.any(), s.luck().oneIn(4) ? 2 : 1);
        }
    }

    /** To the version before, which may not read what the later one wrote; then back. */
    static void rollBack(Strike s) {
        if (s.sim().versions().areMixed()) {
            SimNode node = s.any();
            change(s, node, -1);
            s.later(2 * s.whileMs(), () -> change(s, node, 1));
        }
    }

    private static void change(Strike s, SimNode node, int steps) {
        Program next = node.program().plus(steps);
        Program last = s.sim().versions().last();
        if (node.isUp()) {
            s.sim().stats().crashes++;
            node.crash();
        }
        node.setProgram(next.compareTo(last) > 0 ? last : next);
        s.restart(node, s.whileMs());
    }
}
