package io.latchkey.zab.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What a server has met in its earlier lives in this process, for those who watch it.
 *
 * @param divergences how often its tree differed from the leader's, so that it had to start anew
 * @param lastDivergence where, the last time; null if it never did
 */
public record Past(int divergences, @Nullable String lastDivergence) {
    public static final Past NONE = new Past(0, null);

    public Past after(Divergence divergence) {
        return new Past(divergences + 1, divergence.getMessage());
    }
}
