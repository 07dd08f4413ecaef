package io.latchkey.zab.core;

/** Something that must always hold does not: this server has to stop before it says anything wrong. */
public final class InvariantViolation extends Error {
    private static final long serialVersionUID = 1;

    public InvariantViolation(String invariant) {
        super(invariant);
    }
}
