package io.latchkey.zab.sim;

import io.latchkey.zab.tree.Request;
import org.jspecify.annotations.Nullable;

/** One thing that a client asks for, and how far it has got. */
final class Op {
    /** What a read asks to be told of later. */
    enum Watch {
        NONE,
        ONCE,
        PERSISTENT,
        /** Persistent, and of everything below too. */
        RECURSIVE
    }

    final long seq; // in the client's order
    final @Nullable Request request; // null for a read
    final String path; // of a read
    final long completedBefore; // the highest zxid that any client had an answer of when this was asked
    final Watch watch; // of a read
    final boolean mustBeFresh; // a read right after a sync: it sees all that was complete before
    final boolean unordered; // a sync: it has no place in the order, but sees all that was complete before
    boolean answered; // at the server: the result is there
    long zxid;
    String result = "";

    private Op(
            long seq, @Nullable Request request, String path, Watch watch, long completedBefore, boolean mustBeFresh) {
        this.seq = seq;
        this.request = request;
        unordered = request instanceof Request.Sync;
        this.path = path;
        this.watch = watch;
        this.completedBefore = completedBefore;
        this.mustBeFresh = mustBeFresh;
    }

    static Op write(long seq, Request request, long completedBefore) {
        return new Op(seq, request, "", Watch.NONE, completedBefore, false);
    }

    static Op read(long seq, String path, Watch watch, long completedBefore) {
        return new Op(seq, null, path, watch, completedBefore, false);
    }

    static Op freshRead(long seq, String path, long completedBefore) {
        return new Op(seq, null, path, Watch.NONE, completedBefore, true);
    }

    boolean isRead() {
        return request == null;
    }

    @Override
    public String toString() {
        return "op " + seq + " " + (isRead() ? "read " + path : request) + " = " + result;
    }
}
