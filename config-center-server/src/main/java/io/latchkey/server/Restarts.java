package io.latchkey.server;

import io.latchkey.zab.runtime.Divergence;

/**
 * Decides what becomes of a node that had to stop. A replica whose tree differs from the leader's may start again
 * without an operator: first from its own disk, for the journal is what was agreed, and a tree that is computed from it
 * anew may be right; if that leads to the same difference, from its peers. One thread.
 */
final class Restarts {
    /** More mean that something else is wrong: memory, a disk, or the program. */
    private static final int MAX = 10;

    enum Next {
        /** The node must not go on. */
        END,
        FROM_DISK,
        /** With its own data set aside. */
        FROM_PEERS
    }

    private final boolean alone;
    private int restarts;
    private int atSameZxid;
    private long lastZxid;

    /** @param alone a server without others has nobody to get its data from */
    Restarts(boolean alone) {
        this.alone = alone;
    }

    Next after(Throwable problem) {
        if (!(problem instanceof Divergence divergence) || alone || ++restarts > MAX) {
            return Next.END;
        }
        atSameZxid = divergence.zxid() == lastZxid ? atSameZxid + 1 : 0;
        lastZxid = divergence.zxid();
        return switch (atSameZxid) {
            case 0 -> Next.FROM_DISK;
            case 1 -> Next.FROM_PEERS;
            default -> Next.END;
        };
    }
}
