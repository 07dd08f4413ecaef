package io.latchkey.server.zk;

import io.latchkey.zab.tree.Submission;

/** When the engine may have what a connection asks for, so that all of it takes effect in the order of asking. */
final class Submitter {
    private final Conversation conversation;
    private final ZkLoop loop;
    private final LockRequests locks;

    /**
     * Syncs of this connection that the engine has. What is written behind them must not be seen by reads between. Those
     * that may submit something afterwards count until they have: it must come before what is behind them.
     */
    private int syncsUnderWay;

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
            boolean taken = syncsUnderWay == 0 && isSyncTaken(exchange);
            exchange.setLooking(taken);
            return taken;
        }
        if (exchange.request() instanceof ClientRequest.Ordered r) {
            return syncsUnderWay == 0 && isSubmitted(exchange, r);
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
        syncsUnderWay += taken ? 1 : 0;
        return taken;
    }

    void onSynced(Exchange exchange) {
        syncsUnderWay -= exchange.looking() ? 0 : 1;
    }

    /** To be called when all before it is answered and the sync is done: the lock is held indeed, or free by now. */
    Look lookAgain(Exchange exchange, ClientRequest.Acquire r) {
        boolean held = locks.isHeld(r);
        if (!held && !isSubmitted(exchange, r)) {
            return Look.NO_ROOM;
        }
        exchange.setLooking(false);
        syncsUnderWay--;
        return held ? Look.HELD : Look.SUBMITTED;
    }
}
