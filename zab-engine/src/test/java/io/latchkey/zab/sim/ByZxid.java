package io.latchkey.zab.sim;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map by zxid. A long's own hash lets epoch and counter cancel each other out, so that the first transactions of many
 * epochs share a few buckets.
 */
final class ByZxid<V> {
    private static final long ODD = 0x9e37_79b9_7f4a_7c15L;

    private final Map<Long, V> values = new HashMap<>();

    @Nullable
    V get(long zxid) {
        return values.get(zxid * ODD);
    }

    /** What was there before, or null. */
    @Nullable
    V put(long zxid, V value) {
        return values.put(zxid * ODD, value);
    }

    boolean containsKey(long zxid) {
        return values.containsKey(zxid * ODD);
    }
}
