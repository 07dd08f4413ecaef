package io.latchkey.server.view;

/** Too many writes are pending in the engine; nothing was taken, and trying again later may succeed. */
public final class Overloaded extends RuntimeException {
    private static final long serialVersionUID = 1;

    Overloaded() {
        super("too many writes are pending", null, false, false);
    }
}
