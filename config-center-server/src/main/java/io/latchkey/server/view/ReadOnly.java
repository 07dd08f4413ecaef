package io.latchkey.server.view;

/** The disk of this server is nearly full: it takes no writes until there is room again. Nothing was changed. */
public final class ReadOnly extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReadOnly() {
        super("the disk of this server is nearly full", null, false, false);
    }
}
