package io.latchkey.zab.sim;

/**
 * One thing that the nemesis does.
 *
 * @param atMs when, in virtual time
 * @param luck decides whom it hits and for how long
 */
record Blow(int atMs, Harm harm, int luck) {}
