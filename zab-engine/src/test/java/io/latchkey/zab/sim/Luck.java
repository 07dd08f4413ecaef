package io.latchkey.zab.sim;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The luck of one part of a run. Each part has its own, so that a run without some of its clients or blows draws the
 * same for all that is left: that is what lets a failing seed be made smaller.
 */
final class Luck {
    /** Who draws. */
    enum Of {
        SHAPE,
        NEMESIS,
        BLOW,
        CALM,
        SNAPSHOTS,
        NODE,
        DISK,
        NETWORK,
        CLIENT,
        READER,
        SECTORS,
        VERSIONS,
        UPGRADES,
        RECURSIVE
    }

    private final SplittableRandom random;

    private Luck(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * @param seed of the run
     * @param number tells parts of one kind apart
     */
    static Luck of(long seed, Of part, long number) {
        // drawn once, for streams of seeds that are a constant apart would be the same stream, shifted
        long partSeed = new SplittableRandom(seed ^ (part.ordinal() + 1) * 0x5851_f42d_4c95_7f2dL).nextLong();
        return new Luck(new SplittableRandom(partSeed ^ number * 0x2545_f491_4f6c_dd1dL).nextLong());
    }

    /** Each of 0 to {@code bound} - 1 equally likely. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** True once in {@code n} times. */
    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** One from {@code min} to {@code max}. */
    int between(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    long next() {
        return random.nextLong();
    }
}
