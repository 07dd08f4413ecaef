package io.latchkey.zab.storage;

import java.io.IOException;

/** Durable data is damaged or missing where it cannot be a write that was cut short. Says what, where, and what to do. */
public final class Corruption extends IOException {
    private static final long serialVersionUID = 1;

    public Corruption(String what) {
        super(what);
    }

    public Corruption(String what, Throwable cause) {
        super(what, cause);
    }
}
