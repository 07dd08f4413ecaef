package io.latchkey.zab.sim;

/** A checker found something that must not be. */
final class SimFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    private final String checker;

    SimFailure(String checker, String what) {
        super(checker + ": " + what);
        this.checker = checker;
    }

    String checker() {
        return checker;
    }
}
