package io.latchkey.zab.core;

/** What servers of an ensemble say to each other. */
public sealed interface Message {
    /** Placeholder. */
    record Ping(long session) implements Message {}
}
