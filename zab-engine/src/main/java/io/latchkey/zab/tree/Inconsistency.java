package io.latchkey.zab.tree;

/**
 * The replicated state is not what it must be: a transaction that does not fit the tree, or a digest that differs from
 * the leader's. A replica that meets it must not go on serving; it stops and is synchronized anew.
 */
public final class Inconsistency extends Error {
    private static final long serialVersionUID = 1;

    public Inconsistency(String message) {
        super(message);
    }
}
