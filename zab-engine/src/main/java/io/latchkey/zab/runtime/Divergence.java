package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Inconsistency;
import io.latchkey.zab.tree.TxnRecord;
import io.latchkey.zab.tree.TxnText;

/**
 * A committed transaction led to another tree here than on the leader that decided it: what this server would answer
 * from now on may be wrong. The message says where the difference showed, and both digests.
 */
public final class Divergence extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long zxid;

    private Divergence(String message, long zxid, Inconsistency cause) {
        super(message, cause);
        this.zxid = zxid;
    }

    /**
     * @param before the tree that the transaction was applied to
     * @param why what was found when it was
     */
    public static Divergence at(long zxid, TxnRecord txn, DataTree before, Inconsistency why) {
        return new Divergence(
                "this server's tree differs from the leader's at transaction " + Zxid.toString(zxid) + " ("
                        + TxnText.of(txn.txn()) + "): expected digest " + Long.toHexString(txn.digest()) + "; "
                        + why.getMessage() + "; own digest before it, at " + Zxid.toString(before.zxid()) + ": "
                        + Long.toHexString(before.digest()),
                zxid,
                why);
    }

    /** The transaction that could not be applied as its leader did. */
    public long zxid() {
        return zxid;
    }
}
