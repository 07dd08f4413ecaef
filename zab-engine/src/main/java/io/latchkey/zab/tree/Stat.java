package io.latchkey.zab.tree;

/**
 * What a client learns about a znode beside its data; the fields and their meaning are ZooKeeper's.
 *
 * @param cversion changes of the child list, creates and deletes both counted
 * @param ephemeralOwner id of the session that the znode lives with, 0 when it is not ephemeral
 */
public record Stat(
        long czxid,
        long mzxid,
        long ctime,
        long mtime,
        int version,
        int cversion,
        int aversion,
        long ephemeralOwner,
        int dataLength,
        int numChildren,
        long pzxid) {}
