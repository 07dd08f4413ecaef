package io.latchkey.zab.core;

/** Invariants that stay on in production. Never for what a user or the network may get wrong. */
public final class Check {
    private Check() {}

    /**
     * @param invariant what must be true, in words
     * @throws InvariantViolation if it is not
     */
    public static void that(boolean holds, String invariant) {
        if (!holds) {
            throw new InvariantViolation(invariant);
        }
    }
}
