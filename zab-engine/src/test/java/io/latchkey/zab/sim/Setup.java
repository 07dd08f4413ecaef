package io.latchkey.zab.sim;

import java.util.SplittableRandom;

/**
 * What one run is made from: the same setup gives the same run.
 *
 * @param nodes servers with a vote, at the start
 * @param observers servers without one
 */
record Setup(long seed, int nodes, int observers, Weather weather) {
    private static final int[] SIZES = {1, 3, 3, 3, 3, 3, 3, 5, 5, 5};

    Setup(long seed, int nodes, Weather weather) {
        this(seed, nodes, 0, weather);
    }

    /** One node, three, five, or five and two observers, and the weather, as the seed has it. */
    static Setup of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int nodes = SIZES[random.nextInt(SIZES.length)];
        int observers = nodes == 5 && random.nextInt(3) == 0 ? 2 : 0;
        Weather weather = random.nextInt(2) == 0 ? Weather.MIXED : Weather.values()[random.nextInt(Weather.COUNT)];
        return new Setup(seed, nodes, observers, weather);
    }

    Setup withSeed(long other) {
        return new Setup(other, nodes, observers, weather);
    }

    /** @param count 1, 3, 5, or 7 for five and two observers */
    Setup withNodes(int count) {
        return count == 7 ? new Setup(seed, 5, 2, weather) : new Setup(seed, count, 0, weather);
    }

    Setup withWeather(Weather other) {
        return new Setup(seed, nodes, observers, other);
    }

    /** All servers, with a vote or without. */
    int size() {
        return nodes + observers;
    }

    /** The command that does the same run again. */
    String replay() {
        Setup drawn = of(seed);
        return "bin/latchkey-sim --seed " + seed + (size() == drawn.size() ? "" : " --nodes " + size())
                + (weather == drawn.weather ? "" : " --weather " + weather.option());
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + nodes + " nodes, " + (observers == 0 ? "" : observers + " observers, ")
                + weather.option() + " weather";
    }
}
