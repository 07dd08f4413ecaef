package io.latchkey.zab.sim;

import io.latchkey.zab.tree.Request;
import org.jspecify.annotations.Nullable;

/** One thing that a client asks for, and how far it has got. */
final class Op {
    final long seq; // in the client's order
    final @Nullable Request request; // null for a read
    final String path; // of a read
    final long completedBefore; // the highest zxid that any client had an answer of when this was asked
    final boolean mustBeFresh; // a read right after a sync: it sees all that was complete before
    boolean unordered; // a sync that was answered without a place in the order: a fault
    boolean answered; // at the server: the result is there
    long zxid;
    String result = "";

    private Op(long seq, @Nullable Request request, String path, long completedBefore, boolean mustBeFresh) {
        this.seq = seq;
        this.request = request;
        this.path = path;
        this.completedBefore = completedBefore;
        this.mustBeFresh = mustBeFresh;
    }

    static Op write(long seq, Request request, long completedBefore) {
        return new Op(seq, request, "", completedBefore, false);
    }

    static Op read(long seq, String path, long completedBefore, boolean mustBeFresh) {
        return new Op(seq, null, path, completedBefore, mustBeFresh);
    }

    boolean isRead() {
        return request == null;
    }

    @Override
    public String toString() {
        return "op " + seq + " " + (isRead() ? "read " + path : request) + " = " + result;
    }
}
