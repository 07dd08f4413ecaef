package io.latchkey.zab.runtime;

import java.io.IOException;

/** A snapshot on its way is wanted no more. */
final class Cancelled extends IOException {
    private static final long serialVersionUID = 1;
}
