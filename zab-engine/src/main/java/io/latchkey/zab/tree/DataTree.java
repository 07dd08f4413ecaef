package io.latchkey.zab.tree;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The whole replicated state at one zxid, as an immutable value: any thread may read it at any time. Versions share
 * structure, so keeping an old one costs what has changed since.
 */
public final class DataTree {
    /** The tree before the first transaction: the root and the system nodes. */
    public static DataTree empty() {
        throw new UnsupportedOperationException();
    }

    /** The last transaction applied. */
    public long zxid() {
        throw new UnsupportedOperationException();
    }

    /** Equal for equal trees (nodes with Stats and data, and sessions), computed along with every change. */
    public long digest() {
        throw new UnsupportedOperationException();
    }

    public int nodeCount() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of paths and data, as ZooKeeper's approximate_data_size counts them. */
    public long dataBytes() {
        throw new UnsupportedOperationException();
    }

    /** The node at an absolute path, the root for "/" and for "", null when there is none. */
    public @Nullable ZNode node(String path) {
        throw new UnsupportedOperationException();
    }

    public @Nullable Session session(long id) {
        throw new UnsupportedOperationException();
    }

    public Collection<Session> sessions() {
        throw new UnsupportedOperationException();
    }

    /** Paths of the session's ephemerals, sorted. */
    public Collection<String> ephemerals(long sessionId) {
        throw new UnsupportedOperationException();
    }

    public int ephemeralCount() {
        throw new UnsupportedOperationException();
    }

    /** Containers that have had a child and have none now, sorted, at most {@code limit}. */
    public Collection<String> reapableContainers(int limit) {
        throw new UnsupportedOperationException();
    }

    /**
     * Applies a transaction that a leader has decided; anything that does not fit is an InvariantViolation.
     *
     * @param zxid above {@link #zxid()}
     */
    public Applied apply(long zxid, TxnRecord txn) {
        throw new UnsupportedOperationException();
    }
}
