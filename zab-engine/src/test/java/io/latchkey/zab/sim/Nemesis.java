package io.latchkey.zab.sim;

import java.util.ArrayList;
import java.util.List;

/** Does harm. Each seed has its own choice of the weather's faults, about half, and its own rate of them. */
final class Nemesis {
    private final Simulation sim;
    private final SimClock clock;
    private final Weather weather;
    private final List<Runnable> faults = new ArrayList<>();
    private final int everyMs;
    private boolean resting;

    Nemesis(Simulation sim, Weather weather) {
        this.sim = sim;
        this.weather = weather;
        clock = sim.clock();
        everyMs = clock.between(weather.faultEveryMinMs(), weather.faultEveryMaxMs());
        List<Runnable> all = faultsOf(weather);
        for (Runnable fault : all) {
            if (clock.oneIn(2)) {
                faults.add(fault);
            }
        }
        if (faults.isEmpty()) {
            faults.add(all.get(0));
        }
    }

    private List<Runnable> faultsOf(Weather weather) {
        return switch (weather) {
            case MIXED ->
                List.of(
                        this::crash,
                        this::crashInDrain,
                        this::crashAll,
                        this::crashLeader,
                        this::reset,
                        this::cutPair,
                        this::isolate,
                        this::stallOneWay,
                        this::stallBothWays,
                        this::pause,
                        this::slowDisk,
                        this::failSync,
                        this::bounceAll);
            case CRASHES ->
                List.of(
                        this::crash,
                        this::crashInDrain,
                        this::crashLeader,
                        this::bounceAll,
                        this::failSync,
                        this::slowDisk);
            case FLAPPING -> List.of(this::reset, this::cutPair, this::stallOneWay, this::slowDisk, this::crash);
            case STALLS -> List.of(this::stallOneWay, this::stallBothWays, this::pause, this::slowDisk);
            case SNAPSHOTS -> List.of(this::crash, this::isolate, this::crashLeader, this::pause, this::crashInDrain);
        };
    }

    void start() {
        clock.after(clock.between(1, 2 * everyMs), () -> {
            if (!resting) {
                faults.get(clock.luck(faults.size())).run();
                start();
            }
        });
    }

    /** From now on nothing breaks any more, and everything broken is mended. */
    void rest() {
        resting = true;
        for (SimNode a : sim.nodes()) {
            a.disk().mend();
            a.crashAfterEffects(-1);
            if (!a.isUp()) {
                a.start();
            }
            a.resume();
            for (SimNode b : sim.nodes()) {
                if (a.index() < b.index()) {
                    sim.network().heal(a.index(), b.index());
                }
            }
        }
        sim.network().setDelays(3, 3);
    }

    private SimNode any() {
        return sim.nodes().get(clock.luck(sim.nodes().size()));
    }

    /** Mostly short, at times long. */
    private int whileMs() {
        if (weather == Weather.FLAPPING) {
            return clock.between(1, 120);
        }
        return clock.oneIn(4) ? clock.between(300, 4000) : clock.between(5, 400);
    }

    private void later(int ms, Runnable mend) {
        clock.after(ms, () -> {
            if (!resting) {
                mend.run();
            }
        });
    }

    private void crash(SimNode node) {
        if (node.isUp()) {
            sim.stats().crashes++;
            node.crash();
            restartLater(node);
        }
    }

    private void restartLater(SimNode node) {
        later(whileMs(), () -> {
            if (!node.isUp()) {
                node.start();
            }
        });
    }

    private void crash() {
        crash(any());
    }

    private void crashInDrain() {
        SimNode node = any();
        if (node.isUp()) {
            sim.stats().crashes++;
            node.crashAfterEffects(clock.between(1, 12));
            later(clock.between(1, 300) + whileMs(), () -> {
                node.crashAfterEffects(-1);
                if (!node.isUp()) {
                    node.start();
                }
            });
        }
    }

    private void crashAll() {
        sim.nodes().forEach(this::crash);
    }

    private void bounceAll() {
        for (SimNode node : sim.nodes()) {
            if (node.isUp()) {
                sim.stats().crashes++;
                node.crash();
                later(clock.between(1, 20), () -> {
                    if (!node.isUp()) {
                        node.start();
                    }
                });
            }
        }
    }

    private void crashLeader() {
        for (SimNode node : sim.nodes()) {
            if (node.isLeading()) {
                crash(node);
                return;
            }
        }
    }

    private void reset() {
        SimNode a = any();
        SimNode b = any();
        if (a != b) {
            sim.network().reset(a.index(), b.index());
        }
    }

    private void cutPair() {
        cut(any(), any());
    }

    private void cut(SimNode a, SimNode b) {
        if (a != b) {
            sim.network().cut(a.index(), b.index());
            later(whileMs(), () -> sim.network().heal(a.index(), b.index()));
        }
    }

    /** Cuts a minority, of one or two, from all others. */
    private void isolate() {
        SimNode one = any();
        SimNode two = sim.nodes().size() > 3 ? any() : one;
        for (SimNode other : sim.nodes()) {
            if (other != one && other != two) {
                cut(one, other);
                if (two != one) {
                    cut(two, other);
                }
            }
        }
    }

    private void stall(SimNode from, SimNode to) {
        if (from != to) {
            sim.network().stall(from.index(), to.index());
            later(whileMs(), () -> sim.network().heal(from.index(), to.index()));
        }
    }

    private void stallOneWay() {
        stall(any(), any());
    }

    private void stallBothWays() {
        SimNode node = any();
        for (SimNode other : sim.nodes()) {
            stall(node, other);
            stall(other, node);
        }
    }

    private void pause() {
        SimNode node = any();
        node.pause();
        later(whileMs(), node::resume);
    }

    private void slowDisk() {
        SimNode node = any();
        node.disk().setSpeed(clock.oneIn(3) ? clock.between(10, 60) : clock.between(2, 8), clock.between(1, 20));
        later(whileMs(), () -> node.disk().setSpeed(1, 10));
    }

    private void failSync() {
        SimNode node = any();
        node.disk().failNextSync();
        restartLater(node);
    }
}
