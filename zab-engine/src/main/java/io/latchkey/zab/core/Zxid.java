package io.latchkey.zab.core;

/** A zxid is a long: epoch in the high 32 bits, counter in the low 32. This class alone shifts bits. */
public final class Zxid {
    /** Before every transaction. */
    public static final long NONE = 0;

    /** The last counter of an epoch. */
    public static final long COUNTER_MAX = 0xffff_ffffL;

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

    /** {@code epoch:counter}, both decimal, for people. */
    public static String toString(long zxid) {
        return epoch(zxid) + ":" + counter(zxid);
    }
}
