package io.latchkey.zab.core;

/** A whole tree at one zxid on its way from the leader's snapshot to a follower; what it is made of, the driver knows. */
public interface Image {}
