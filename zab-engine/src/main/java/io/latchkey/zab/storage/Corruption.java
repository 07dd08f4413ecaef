package io.latchkey.zab.storage;

import java.io.IOException;

/** Durable data is damaged or missing where it cannot be a write that was cut short. Says what, and where. */
public final class Corruption extends IOException {
    private static final long serialVersionUID = 1;

    private final String what;

    public Corruption(String what) {
        super(what);
        this.what = what;
    }

    public Corruption(String what, Throwable cause) {
        super(what, cause);
        this.what = what;
    }

    /** The message. */
    public String what() {
        return what;
    }
}
