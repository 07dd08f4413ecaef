package io.latchkey.zab.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a run does: all that its setup draws, or as much of it as a {@link Shrinker} has left.
 *
 * @param harmMs when calm begins, in virtual time
 * @param blows in order of time
 * @param clients numbers of those that take part; each number draws its own luck
 * @param operationsMax how many operations clients may ask for, all together
 */
record Plan(Setup setup, int harmMs, List<Blow> blows, List<Integer> clients, int operationsMax) {
    private static final int SPARES = 2;

    Plan {
        blows = List.copyOf(blows);
        clients = List.copyOf(clients);
    }

    static Plan of(Setup setup) {
        Luck luck = Luck.of(setup.seed(), Luck.Of.NEMESIS, 0);
        Weather weather = setup.weather();
        int harmMs = luck.between(3_000, 15_000);
        List<Integer> clients = IntStream.range(0, luck.between(3, 12)).boxed().toList();
        List<Harm> harms = someOf(weather.harms(), luck);
        int everyMs = luck.between(weather.faultEveryMinMs(), weather.faultEveryMaxMs());
        List<Blow> blows = new ArrayList<>();
        for (int at = luck.between(1, 2 * everyMs); at < harmMs; at += luck.between(1, 2 * everyMs)) {
            blows.add(new Blow(at, luck.of(harms), luck.below(Integer.MAX_VALUE)));
        }
        blows.addAll(UpgradeHarms.blows(setup.seed(), harmMs));
        blows.sort(Comparator.comparingInt(Blow::atMs));
        return new Plan(setup, harmMs, blows, clients, Integer.MAX_VALUE);
    }

    /** About half of them, at least one: what never happens in a run makes room for what does. */
    private static List<Harm> someOf(List<Harm> all, Luck luck) {
        List<Harm> some = new ArrayList<>();
        for (Harm harm : all) {
            if (luck.oneIn(2)) {
                some.add(harm);
            }
        }
        return some.isEmpty() ? List.of(luck.of(all)) : some;
    }

    /** Servers that are there and belong to nobody, where servers may come and go. */
    int spares() {
        return blows.stream().anyMatch(blow -> blow.harm() == Harm.RECONFIGURE) ? SPARES : 0;
    }

    Plan withBlows(List<Blow> some) {
        return new Plan(setup, harmMs, some, clients, operationsMax);
    }

    Plan withClients(List<Integer> some) {
        return new Plan(setup, harmMs, blows, some, operationsMax);
    }

    Plan withOperationsMax(int max) {
        return new Plan(setup, harmMs, blows, clients, max);
    }

    Plan withNodes(int nodes) {
        return new Plan(setup.withNodes(nodes), harmMs, blows, clients, operationsMax);
    }

    /** Calm begins earlier, and blows after that are none. */
    Plan endingAt(int ms) {
        List<Blow> before = blows.stream().filter(blow -> blow.atMs() < ms).toList();
        return new Plan(setup, Math.min(harmMs, ms), before, clients, operationsMax);
    }
}
