package io.latchkey.client.elect;

import io.latchkey.client.FencingToken;
import io.latchkey.client.Leadership;
import io.latchkey.client.LockGuard;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A leadership is the lease at the head of the election's queue. */
final class Term implements Leadership {
    private final LockLease lease;
    private final Runnable onResigned;

    Term(LockLease lease, Runnable onResigned) {
        this.lease = lease;
        this.onResigned = onResigned;
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
        onResigned.run();
        return released;
    }

    @Override
    public void close() {
        lease.close();
        onResigned.run();
    }

    @Override
    public String toString() {
        return "Leadership[" + epoch() + (isValid() ? ", valid]" : ", over]");
    }
}
