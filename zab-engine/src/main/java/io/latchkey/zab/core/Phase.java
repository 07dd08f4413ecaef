package io.latchkey.zab.core;

/** The phases of ZAB; a server serves clients in {@link #BROADCAST} only. */
public enum Phase {
    ELECTION,
    DISCOVERY,
    SYNCHRONIZATION,
    BROADCAST
}
