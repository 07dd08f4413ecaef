package io.latchkey.client.elect;

import io.latchkey.client.FencingToken;
import io.latchkey.client.Leadership;
import io.latchkey.client.LockGuard;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import io.latchkey.client.session.ClientCore;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A leadership is the lease at the head of the election's queue. */
final class Term implements Leadership {
    private final LockLease lease;
    private final ClientCore core;
    private final Proclamations proclamations;
    private final BiConsumer<Leadership, LossReason> onEnd;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Of a lease that was granted in the queue at that path.
     *
     * @param onEnd hears exactly once, also of a term that is given back
     */
    Term(ClientCore core, String path, LockLease lease, BiConsumer<Leadership, LossReason> onEnd) {
        this.lease = lease;
        this.core = core;
        this.proclamations = new Proclamations(core, path, lease.token(), lease.guard());
        this.onEnd = onEnd;
    }

    /** From here on its end is told. */
    void begin() {
        lease.onLost(this::end, Runnable::run);
    }

    private void end(LossReason reason) {
        if (ended.compareAndSet(false, true)) {
            onEnd.accept(this, reason);
        }
    }

    @Override
    public CompletionStage<Void> proclaim(byte[] value) {
        return core.callbacks().publish(proclamations.add(value));
    }

    @Override
    public FencingToken epoch() {
        return lease.token();
    }

    @Override
    public LockGuard guard() {
        return lease.guard();
    }

    @Override
    public boolean isValid() {
        return lease.isValid();
    }

    @Override
    public void onLost(Consumer<LossReason> callback, Executor executor) {
        lease.onLost(callback, executor);
    }

    @Override
    public CompletionStage<Boolean> resign() {
        CompletionStage<Boolean> released = lease.releaseAsync();
        end(LossReason.RESIGNED);
        return released;
    }

    @Override
    public void close() {
        lease.close();
        end(LossReason.RESIGNED);
    }

    @Override
    public String toString() {
        return "Leadership[" + epoch() + (isValid() ? ", valid]" : ", over]");
    }
}
