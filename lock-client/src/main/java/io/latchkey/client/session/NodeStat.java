package io.latchkey.client.session;

/**
 * What the server tells about a node.
 *
 * @param czxid          zxid of the transaction that created it
 * @param mzxid          zxid of the last change of its data
 * @param ctimeMillis    when it was created, the leader's wall clock, epoch milliseconds
 * @param mtimeMillis    when its data changed last
 * @param version        number of changes of its data
 * @param ephemeralOwner the session it belongs to, 0 for none
 * @param children       number of its children
 */
public record NodeStat(
        long czxid, long mzxid, long ctimeMillis, long mtimeMillis, int version, long ephemeralOwner, int children) {}
