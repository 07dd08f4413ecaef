package io.latchkey.zab.tree;

import java.util.List;
import java.util.stream.Collectors;

/** What a transaction does, for people: kind and path, no data. */
public final class TxnText {
    private static final int PATH_CHARS_MAX = 200;
    private static final int OPS_MAX = 5;

    private TxnText() {}

    public static String of(Txn txn) {
        if (txn instanceof Txn.Create t) {
            return "create " + cut(t.path());
        } else if (txn instanceof Txn.Delete t) {
            return "delete " + cut(t.path());
        } else if (txn instanceof Txn.SetData t) {
            return "setData " + cut(t.path());
        } else if (txn instanceof Txn.SetAcl t) {
            return "setACL " + cut(t.path());
        } else if (txn instanceof Txn.Multi t) {
            return "multi " + all(t.ops());
        } else if (txn instanceof Txn.Extended t) {
            return of(t.main()) + " with " + all(t.also());
        } else if (txn instanceof Txn.OpenSession t) {
            return "openSession " + Long.toHexString(t.id());
        } else if (txn instanceof Txn.AttachSession t) {
            return "attachSession " + Long.toHexString(t.id());
        } else if (txn instanceof Txn.CloseSession t) {
            String left = t.delayed().isEmpty()
                    ? ""
                    : " with lock-delay for " + t.delayed().size();
            return "closeSession " + Long.toHexString(t.id()) + left;
        } else if (txn instanceof Txn.Failed t) {
            return "refused: " + t.why();
        }
        return "noop";
    }

    private static String all(List<Txn> txns) {
        String shown = txns.stream().limit(OPS_MAX).map(TxnText::of).collect(Collectors.joining(", "));
        return "(" + shown + (txns.size() > OPS_MAX ? ", and " + (txns.size() - OPS_MAX) + " more)" : ")");
    }

    private static String cut(String path) {
        return path.length() <= PATH_CHARS_MAX ? path : path.substring(0, PATH_CHARS_MAX) + "...";
    }
}
