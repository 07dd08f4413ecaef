package io.latchkey.server.http;

import io.latchkey.server.view.LoopObserver;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.ServerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Waits for something to come true of the tree or of this server's part in the ensemble. A leader may be lost meanwhile;
 * whoever waits bounds the time. Loop only.
 */
final class Awaiting implements LoopObserver {
    private final Attention attention;
    private final Map<Promise<Void>, BooleanSupplier> waiters = new LinkedHashMap<>();

    Awaiting(LoopView view, Attention attention) {
        this.attention = attention;
        view.addObserver(this);
    }

    /** @param condition asked now and whenever something may have changed */
    Future<Void> until(BooleanSupplier condition) {
        if (condition.getAsBoolean()) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        waiters.put(promise, condition);
        attention.need();
        return promise.future();
    }

    /** Nobody waits for what {@link #until} gave any more. */
    void forget(Future<Void> future) {
        for (Promise<Void> promise : List.copyOf(waiters.keySet())) {
            if (promise.future() == future) {
                remove(promise);
            }
        }
    }

    private void remove(Promise<Void> promise) {
        if (waiters.remove(promise) != null) {
            attention.release();
        }
    }

    @Override
    public void beforeReply(Committed committed) {
        // the tree does not show it yet: onCaughtUp
    }

    @Override
    public void onLost() {
        // what is waited for may come true under the next leader
    }

    @Override
    public void onCaughtUp(ServerState state) {
        for (Map.Entry<Promise<Void>, BooleanSupplier> waiter : List.copyOf(waiters.entrySet())) {
            if (waiter.getValue().getAsBoolean()) {
                remove(waiter.getKey());
                waiter.getKey().complete();
            }
        }
    }
}
