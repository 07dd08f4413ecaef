package io.latchkey.zab.core;

/**
 * One entry of the history: a transaction, opaque here, and the zxid that the leader of its epoch gave it.
 *
 * <p>The array is shared, never copied and never changed.
 */
public record Proposal(long zxid, byte[] txn) {
    @Override
    public String toString() {
        return "Proposal[" + Zxid.toString(zxid) + ", " + txn.length + " bytes]";
    }
}
