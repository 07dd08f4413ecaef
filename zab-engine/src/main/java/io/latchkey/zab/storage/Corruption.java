package io.latchkey.zab.storage;

import java.io.IOException;

/** Durable data is damaged or missing where it cannot be a write that was cut short. Says what, where, and what to do. */
public final class Corruption extends IOException {
    private static final long serialVersionUID = 1;

    /** The end of a message about damage that a server cannot mend by itself. */
    static final String WHAT_TO_DO = "Nothing was changed. If the other servers of the ensemble are up, move this"
            + " server's data directory away and start it empty: it copies everything from the leader. Otherwise"
            + " restore the directory from a backup";

    public Corruption(String what) {
        super(what);
    }

    public Corruption(String what, Throwable cause) {
        super(what, cause);
    }
}
