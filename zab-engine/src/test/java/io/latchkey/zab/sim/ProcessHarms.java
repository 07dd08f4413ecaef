package io.latchkey.zab.sim;

/** What can happen to a process. */
final class ProcessHarms {
    private static final int DAY_MS = 86_400_000;

    private ProcessHarms() {}

    static void crash(Strike s) {
        s.crash(s.any());
    }

    static void crashInDrain(Strike s) {
        SimNode node = s.any();
        if (node.isUp()) {
            s.sim().stats().crashes++;
            node.crashAfterEffects(s.luck().between(1, 12));
            s.later(s.luck().between(1, 300) + s.whileMs(), () -> {
                node.crashAfterEffects(-1);
                if (!node.isUp()) {
                    node.start();
                }
            });
        }
    }

    static void crashLeader(Strike s) {
        SimNode leader = s.leader();
        if (leader != null) {
            s.crash(leader);
        }
    }

    static void crashAll(Strike s) {
        s.nodes().forEach(s::crash);
    }

    static void bounceAll(Strike s) {
        for (SimNode node : s.nodes()) {
            if (node.isUp()) {
                s.sim().stats().crashes++;
                node.crash();
                s.restart(node, s.luck().between(1, 20));
            }
        }
    }

    static void crashInRecovery(Strike s) {
        SimNode node = s.any();
        if (node.isUp()) {
            s.sim().stats().crashes++;
            node.crash();
            startAndCrash(s, node, s.luck().between(1, 5));
        }
    }

    private static void startAndCrash(Strike s, SimNode node, int times) {
        s.later(s.luck().between(1, 60), () -> {
            if (node.isUp()) {
                return;
            }
            if (times > 0) {
                s.sim().stats().crashes++;
                node.crashAfterEffects(s.luck().between(1, 4));
            }
            node.start();
            if (times > 0) {
                s.later(s.luck().between(1, 60), () -> {
                    if (node.isUp()) {
                        node.crash();
                    }
                    startAndCrash(s, node, times - 1);
                });
            }
        });
    }

    static void crashInWrite(Strike s) {
        s.whenSoon(
                s.luck().of(Moment.OF_WRITING)::isNow, node -> s.later(s.luck().between(0, 8), () -> s.crash(node)));
    }

    static void powerCut(Strike s) {
        SimNode node = s.any();
        if (node.isUp()) {
            s.sim().stats().crashes++;
            s.network().losePower(node.index());
            node.crash();
            s.restart(node, s.whileMs());
        }
    }

    static void pause(Strike s) {
        SimNode node = s.any();
        node.pause();
        s.later(s.whileMs(), node::resume);
    }

    static void pauseLeader(Strike s) {
        SimNode leader = s.leader();
        if (leader != null) {
            int patienceMs = leader.config().syncLimitTicks() * SimNode.TICK_MS;
            leader.pause();
            s.later(patienceMs + s.luck().between(-80, 80), leader::resume);
        }
    }

    static void stepClock(Strike s) {
        SimNode node = s.any();
        int ms = s.luck().between(-DAY_MS, DAY_MS);
        s.sim().rareStates().sawIf(ms < 0 && node.isLeading(), RareState.CLOCK_STEPPED_BACK);
        node.wallClock().step(ms);
    }
}
