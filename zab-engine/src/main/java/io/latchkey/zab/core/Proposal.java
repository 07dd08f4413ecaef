package io.latchkey.zab.core;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the history: a transaction, opaque here, and the zxid that the leader of its epoch gave it.
 *
 * <p>The array is shared, never copied and never changed.
 *
 * @param config the configuration that holds from this proposal on, for whoever has it in its history, committed or
 *     not; null if it stays as it was
 */
public record Proposal(long zxid, byte[] txn, @Nullable QuorumConfig config) {
    /** One that leaves the configuration as it is. */
    public Proposal(long zxid, byte[] txn) {
        this(zxid, txn, null);
    }

    @Override
    public String toString() {
        return "Proposal[" + Zxid.toString(zxid) + ", " + txn.length + " bytes"
                + (config == null ? "]" : ", " + config + "]");
    }
}
