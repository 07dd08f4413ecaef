package io.latchkey.server.zk;

import io.latchkey.zab.tree.Submission;

/** When the engine may have what a connection asks for, so that all of it takes effect in the order of asking. */
final class Submitter {
    private final Conversation conversation;
    private final ZkLoop loop;
    private final LockRequests locks;

    /**
     * Syncs and changes of members of this connection that the engine has. These are not answered with the transaction
     * by which they are ordered: what is written behind them must not be seen by reads between. Syncs that may submit
     * something afterwards count until they have: it must come before what is behind them.
     */
    private int holdingBack;

    /** What became of a second look. */
    enum Look {
        HELD,
        SUBMITTED,
        /** The engine has none for it now. */
        NO_ROOM
    }

    Submitter(Conversation conversation, ZkLoop loop, LockRequests locks) {
        this.conversation = conversation;
        this.loop = loop;
        this.locks = locks;
    }

    /** By the engine, if it is its business, and if it may have it yet. */
    boolean isTaken(Exchange exchange) {
        if (exchange.request() instanceof ClientRequest.Acquire r && mayBeInVain(r)) {
            boolean taken = holdingBack == 0 && isSyncTaken(exchange);
            exchange.setLooking(taken);
            return taken;
        }
        if (exchange.request() instanceof ClientRequest.Ordered r) {
            boolean taken = holdingBack == 0 && isSubmitted(exchange, r);
            holdingBack += taken && r.op() == OpCode.RECONFIG ? 1 : 0;
            return taken;
        }
        return !(exchange.request() instanceof ClientRequest.Sync) || isSyncTaken(exchange);
    }

    /** A lock that seems to be held is looked at again behind a sync, before a transaction is spent on it. */
    private boolean mayBeInVain(ClientRequest.Acquire r) {
        return r.request().onlyIfFree() && !r.request().retried() && locks.isHeld(r);
    }

    private boolean isSubmitted(Exchange exchange, ClientRequest.Ordered r) {
        Submission submission = new Submission(
                conversation.sessionId(), conversation.attachment(), conversation.caller(), null, r.request());
        return loop.view().submit(submission, exchange);
    }

    private boolean isSyncTaken(Exchange exchange) {
        boolean taken = loop.view().sync(exchange);
        holdingBack += taken ? 1 : 0;
        return taken;
    }

    /** To be called when a change of members is answered. */
    void onSettled() {
        holdingBack--;
    }

    void onSynced(Exchange exchange) {
        holdingBack -= exchange.looking() ? 0 : 1;
    }

    /** To be called when all before it is answered and the sync is done: the lock is held indeed, or free by now. */
    Look lookAgain(Exchange exchange, ClientRequest.Acquire r) {
        boolean held = locks.isHeld(r);
        if (!held && !isSubmitted(exchange, r)) {
            return Look.NO_ROOM;
        }
        exchange.setLooking(false);
        holdingBack--;
        return held ? Look.HELD : Look.SUBMITTED;
    }
}
