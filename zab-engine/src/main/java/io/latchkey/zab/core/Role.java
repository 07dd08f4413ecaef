package io.latchkey.zab.core;

/** What a server is to its ensemble. */
public enum Role {
    LOOKING,
    FOLLOWING,
    LEADING
}
