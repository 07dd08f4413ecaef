package io.latchkey.zab.storage;

import java.io.IOException;

/** Data that is not damaged: a later version of the program wrote it. Says what was found, where, and what is read. */
final class LaterFormat extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * @param what was found, and in which file
     * @param found its format
     * @param readable the last format that this program knows
     */
    LaterFormat(String what, int found, int readable) {
        this(what, "its format is " + found + ", and this one reads up to " + readable);
    }

    LaterFormat(String what, String why) {
        super(what + " was written by a later version of Latchkey: " + why + "; start the later version again");
    }
}
