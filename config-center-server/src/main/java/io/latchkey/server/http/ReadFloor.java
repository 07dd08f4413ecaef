package io.latchkey.server.http;

import io.latchkey.server.view.LoopObserver;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.tree.DataTree;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The answers of one server never go back in time. A client's next request may come by another connection, to another
 * event loop, whose view is a moment behind: it waits until that has caught up with what any loop has shown. Loop only.
 */
final class ReadFloor implements LoopObserver {
    private final LoopView view;
    private final Attention attention;
    private final AtomicLong shown;
    private List<Waiter> waiters = new ArrayList<>();

    private record Waiter(long zxid, Promise<DataTree> promise) {}

    /** @param shown the newest zxid that was shown by any loop of the server */
    ReadFloor(LoopView view, Attention attention, AtomicLong shown) {
        this.view = view;
        this.attention = attention;
        this.shown = shown;
        view.addObserver(this);
    }

    /** To be called before a client is told of the tree at this zxid. */
    void show(long zxid) {
        shown.accumulateAndGet(zxid, Math::max);
    }

    /** The tree as it is, no older than what has been shown; at once as a rule. */
    Future<DataTree> tree() {
        view.catchUp();
        long floor = shown.get();
        if (view.tree().zxid() >= floor) {
            return Future.succeededFuture(view.tree());
        }
        Promise<DataTree> promise = Promise.promise();
        waiters.add(new Waiter(floor, promise));
        attention.need();
        return promise.future();
    }

    @Override
    public void beforeReply(Committed committed) {
        // the tree does not show it yet: onCaughtUp
    }

    @Override
    public void onLost() {
        List<Waiter> all = waiters;
        waiters = new ArrayList<>();
        for (Waiter waiter : all) {
            attention.release();
            waiter.promise().fail(Problem.notServing().refusal());
        }
    }

    @Override
    public void onCaughtUp(ServerState state) {
        if (waiters.isEmpty()) {
            return;
        }
        List<Waiter> all = waiters;
        waiters = new ArrayList<>();
        DataTree tree = view.tree();
        for (Waiter waiter : all) {
            if (tree.zxid() >= waiter.zxid()) {
                attention.release();
                waiter.promise().complete(tree);
            } else {
                waiters.add(waiter);
            }
        }
    }
}
