package io.latchkey.zab.core;

/** A zxid is a long: epoch in the high 32 bits, counter in the low 32. This class alone shifts bits. */
public final class Zxid {
    /** Before every transaction. */
    public static final long NONE = 0;

    /** The last counter of an epoch. */
    public static final long COUNTER_MAX = 0xffff_ffffL;

    /**
     * Where the counters of an epoch may begin instead of at 0: after 255 transactions none is left. For tests of what
     * no ensemble would live to see otherwise.
     */
    public static final long LATE_START = 0xffff_ff00L;

    private Zxid() {}

    public static long of(long epoch, long counter) {
        return (epoch << 32) | counter;
    }

    public static long epoch(long zxid) {
        return zxid >>> 32;
    }

    public static long counter(long zxid) {
        return zxid & COUNTER_MAX;
    }

    /** Whether a history may go on from {@code last} with this: the next of that epoch, or the first of a later one. */
    public static boolean follows(long zxid, long last) {
        boolean next = zxid == last + 1 && counter(zxid) > 0;
        boolean first = counter(zxid) == 1 || counter(zxid) == LATE_START + 1;
        return next || (first && epoch(zxid) > epoch(last));
    }

    /** {@code epoch:counter}, both decimal, for people. */
    public static String toString(long zxid) {
        return epoch(zxid) + ":" + counter(zxid);
    }
}
