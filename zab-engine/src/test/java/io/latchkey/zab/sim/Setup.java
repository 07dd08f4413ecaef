package io.latchkey.zab.sim;

import java.util.SplittableRandom;

/** What one run is made from: the same setup gives the same run. */
record Setup(long seed, int nodes, Weather weather) {
    /** Three nodes or five, and the weather, as the seed has it. */
    static Setup of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int nodes = random.nextInt(3) == 0 ? 5 : 3;
        Weather weather = random.nextInt(2) == 0 ? Weather.MIXED : Weather.values()[random.nextInt(Weather.COUNT)];
        return new Setup(seed, nodes, weather);
    }

    Setup withSeed(long other) {
        return new Setup(other, nodes, weather);
    }

    Setup withNodes(int count) {
        return new Setup(seed, count, weather);
    }

    Setup withWeather(Weather other) {
        return new Setup(seed, nodes, other);
    }

    /** The command that does the same run again. */
    String replay() {
        Setup drawn = of(seed);
        return "bin/latchkey-sim --seed " + seed + (nodes == drawn.nodes ? "" : " --nodes " + nodes)
                + (weather == drawn.weather ? "" : " --weather " + weather.option());
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + nodes + " nodes, " + weather.option() + " weather";
    }
}
