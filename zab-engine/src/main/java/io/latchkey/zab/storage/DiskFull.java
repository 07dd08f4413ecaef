package io.latchkey.zab.storage;

import java.io.IOException;

/** There is no room for what has to be written. Nothing is wrong with the disk otherwise; says how much and where. */
final class DiskFull extends IOException {
    private static final long serialVersionUID = 1;

    DiskFull(String what, Throwable cause) {
        super(what, cause);
    }
}
