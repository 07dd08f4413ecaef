package io.latchkey.zab.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** What can happen between processes. */
final class NetworkHarms {
    private NetworkHarms() {}

    /** Two different nodes. */
    private record Pair(SimNode a, SimNode b) {
        static Pair any(Strike s) {
            List<SimNode> shuffled = s.shuffled();
            return new Pair(shuffled.get(0), shuffled.get(1));
        }
    }

    static void reset(Strike s) {
        Pair pair = Pair.any(s);
        s.network().reset(pair.a.index(), pair.b.index());
    }

    static void cutPair(Strike s) {
        Pair pair = Pair.any(s);
        cut(s, pair.a, pair.b, s.whileMs());
    }

    private static void cut(Strike s, SimNode a, SimNode b, int whileMs) {
        s.network().cut(a.index(), b.index());
        s.later(whileMs, () -> s.network().heal(a.index(), b.index()));
    }

    static void halfOpen(Strike s) {
        Pair pair = Pair.any(s);
        s.network().halfOpen(pair.a.index(), pair.b.index());
        s.later(s.whileMs(), () -> s.network().heal(pair.a.index(), pair.b.index()));
    }

    static void refuse(Strike s) {
        Pair pair = Pair.any(s);
        s.network().refuse(pair.a.index(), pair.b.index());
        int whileMs = s.whileMs();
        if (s.luck().oneIn(2)) {
            s.later(s.luck().between(1, whileMs), () -> s.network().reset(pair.a.index(), pair.b.index()));
        }
        s.later(whileMs, () -> s.network().heal(pair.a.index(), pair.b.index()));
    }

    static void isolate(Strike s) {
        List<SimNode> shuffled = s.shuffled();
        int minority = s.luck().between(1, (shuffled.size() - 1) / 2);
        partition(s, shuffled, (a, b) -> (shuffled.indexOf(a) < minority) == (shuffled.indexOf(b) < minority));
    }

    static void isolateLeader(Strike s) {
        SimNode leader = s.leader();
        if (leader != null) {
            partition(s, s.nodes(), (a, b) -> a != leader && b != leader);
        }
    }

    static void bridge(Strike s) {
        List<SimNode> shuffled = s.shuffled();
        SimNode bridge = shuffled.get(0);
        int half = (shuffled.size() + 1) / 2;
        partition(
                s,
                shuffled,
                (a, b) -> a == bridge || b == bridge || (shuffled.indexOf(a) < half) == (shuffled.indexOf(b) < half));
    }

    static void ring(Strike s) {
        List<SimNode> ring = s.shuffled();
        partition(s, ring, (a, b) -> {
            int apart = Math.abs(ring.indexOf(a) - ring.indexOf(b));
            return apart == 1 || apart == ring.size() - 1;
        });
    }

    /** Cuts whoever does not see each other, for a while. */
    private static void partition(Strike s, List<SimNode> nodes, BiPredicate<SimNode, SimNode> see) {
        int whileMs = s.whileMs();
        for (SimNode a : nodes) {
            for (SimNode b : nodes) {
                if (a.index() < b.index() && !see.test(a, b)) {
                    cut(s, a, b, whileMs);
                }
            }
        }
    }

    private static void stall(Strike s, SimNode from, SimNode to, int whileMs) {
        s.network().stall(from.index(), to.index());
        s.later(whileMs, () -> s.network().flow(from.index(), to.index()));
    }

    static void stallOneWay(Strike s) {
        Pair pair = Pair.any(s);
        stall(s, pair.a, pair.b, s.whileMs());
    }

    static void stallNode(Strike s) {
        SimNode node = s.any();
        for (SimNode other : s.nodes()) {
            if (other != node) {
                stall(s, node, other, s.whileMs());
                stall(s, other, node, s.whileMs());
            }
        }
    }

    static void deafen(Strike s) {
        SimNode node = s.any();
        int whileMs = s.whileMs();
        s.nodes().stream().filter(other -> other != node).forEach(other -> stall(s, other, node, whileMs));
    }

    static void mute(Strike s) {
        SimNode node = s.any();
        int whileMs = s.whileMs();
        s.nodes().stream().filter(other -> other != node).forEach(other -> stall(s, node, other, whileMs));
    }

    static void muteInSync(Strike s) {
        Moment moment = s.luck().of(Moment.OF_SPEECH);
        int whileMs = s.luck().between(1_000, 6_000);
        s.whenSoon(
                moment::isNow,
                node -> s.nodes().stream()
                        .filter(other -> other != node)
                        .forEach(other -> stall(s, node, other, whileMs)));
    }

    static void swizzle(Strike s) {
        List<Pair> pairs = new ArrayList<>();
        for (SimNode from : s.shuffled()) {
            for (SimNode to : s.nodes()) {
                if (from != to && s.luck().oneIn(2)) {
                    pairs.add(new Pair(from, to));
                }
            }
        }
        int clogMs = 0;
        for (Pair pair : pairs) {
            clogMs += s.luck().between(0, 40);
            s.later(clogMs, () -> s.network().stall(pair.a.index(), pair.b.index()));
        }
        int flowMs = clogMs + s.whileMs();
        while (!pairs.isEmpty()) {
            Pair pair = pairs.remove(s.luck().below(pairs.size()));
            flowMs += s.luck().between(0, 40);
            s.later(flowMs, () -> s.network().flow(pair.a.index(), pair.b.index()));
        }
    }

    static void cutClients(Strike s) {
        List<SimNode> servers =
                s.shuffled().subList(0, s.luck().between(1, s.nodes().size() - 1));
        List<SimClient> clients =
                s.sim().clientList().stream().filter(c -> s.luck().oneIn(2)).toList();
        clients.forEach(client -> client.cutFrom(servers));
        s.later(s.whileMs(), () -> clients.forEach(client -> client.heal(s.nodes())));
    }
}
