package io.latchkey.zab.format;

import io.latchkey.zab.tree.TxnRecord;

/** {@link TxnRecord} to bytes and back; versioned by its first byte. */
public final class TxnFormat {
    private TxnFormat() {}

    public static byte[] encode(TxnRecord txn) {
        throw new UnsupportedOperationException();
    }

    /** @throws FormatException if the bytes are not a transaction record */
    public static TxnRecord decode(byte[] bytes) {
        throw new UnsupportedOperationException();
    }
}
