package io.latchkey.server.zk;

import io.latchkey.server.view.ReplyHandle;
import io.latchkey.server.view.SyncHandle;
import io.latchkey.zab.runtime.Committed;
import org.jspecify.annotations.Nullable;

/** A request that waits: for its commit, for the sync that it is, or, if it is a local one, for those before it. */
final class Exchange implements ReplyHandle, SyncHandle {
    private final Conversation conversation;
    private final int xid;
    private final ClientRequest request;
    private final int bytes;
    private final long sinceNanos = System.nanoTime();
    private @Nullable Committed committed;
    private boolean synced;
    private boolean looking;

    Exchange(Conversation conversation, int xid, ClientRequest request, int bytes) {
        this.conversation = conversation;
        this.xid = xid;
        this.request = request;
        this.bytes = bytes;
    }

    int xid() {
        return xid;
    }

    ClientRequest request() {
        return request;
    }

    int bytes() {
        return bytes;
    }

    /** When it came, by the clock that only ever goes on. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** Null until it is committed. */
    @Nullable
    Committed committed() {
        return committed;
    }

    /** Whether the sync is done. */
    boolean synced() {
        return synced;
    }

    /** Whether it waits for a sync to see if it needs to be submitted at all. */
    boolean looking() {
        return looking;
    }

    void setLooking(boolean now) {
        looking = now;
    }

    @Override
    public void onCommitted(Committed c) {
        committed = c;
        conversation.onAnswerable();
    }

    @Override
    public void onSynced() {
        synced = true;
        conversation.onSynced(this);
    }
}
