package io.latchkey.client.lock;

import io.latchkey.client.FencingToken;
import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockGuard;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One handle of a hold. */
final class Lease implements LockLease {
    private final Hold hold;
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> released = new AtomicReference<>();

    Lease(Hold hold) {
        this.hold = hold;
    }

    Hold hold() {
        return hold;
    }

    @Override
    public FencingToken token() {
        return hold.token();
    }

    @Override
    public LockGuard guard() {
        return hold.guard();
    }

    @Override
    public boolean isValid() {
        return released.get() == null && hold.isValid();
    }

    @Override
    public Duration remaining() {
        return released.get() == null ? Duration.ofNanos(hold.remainingNanos()) : Duration.ZERO;
    }

    @Override
    public void ensureValid() {
        if (!isValid()) {
            throw new LeaseLostException("lock " + token().lock() + " is not held any more");
        }
    }

    @Override
    public CompletionStage<Void> verify() {
        if (!isValid()) {
            return CompletableFuture.failedStage(
                    new LeaseLostException("lock " + token().lock() + " is not held any more"));
        }
        return hold.room().core().callbacks().publish(hold.verify());
    }

    @Override
    public CompletionStage<LossReason> lost() {
        return hold.room().core().callbacks().publish(hold.lost());
    }

    @Override
    public void onLost(Consumer<LossReason> callback, Executor executor) {
        var unused = hold.lost()
                .thenAccept(reason ->
                        hold.room().core().callbacks().handOverUrgently(executor, () -> callback.accept(reason)));
    }

    @Override
    public void onRevoke(Runnable callback, Executor executor) {
        var unused =
                hold.askedBack().thenRun(() -> hold.room().core().callbacks().handOverUrgently(executor, callback));
    }

    @Override
    public LockLease reenter() {
        ensureValid();
        hold.share();
        return new Lease(hold);
    }

    @Override
    public CompletionStage<Boolean> releaseAsync() {
        return hold.room().core().callbacks().publish(release());
    }

    /** Completes on the loop. */
    private CompletableFuture<Boolean> release() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> earlier = released.compareAndExchange(null, mine);
        if (earlier != null) {
            return earlier;
        }
        var unused = hold.unshare().thenAccept(mine::complete);
        return mine;
    }

    /** Whether it is of that kind and lock. */
    boolean isOf(QueuePath path, EntryKind kind) {
        QueueEntry entry =
                hold.entryPath().startsWith(path.path() + "/") ? QueueEntry.parse(path.nodeOf(hold.entryPath())) : null;
        return entry != null && entry.isOf(kind);
    }

    /**
     * Ends this lease for one of a reader in its place. Completes on the loop.
     *
     * @throws LeaseLostException    if it is not valid
     * @throws IllegalStateException if there are others of the same hold
     */
    CompletableFuture<LockLease> downgrade() {
        ensureValid();
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        boolean shared = hold.isShared();
        if (!shared && released.compareAndExchange(null, mine) != null) {
            throw new LeaseLostException("lock " + token().lock() + " is not held any more");
        }
        if (shared || !hold.takeOnlyHandle()) {
            if (!shared) { // somebody has re-entered at this very moment: this one is closed, that one lives
                var unused = hold.unshare().thenAccept(mine::complete);
            }
            throw new IllegalStateException("lock " + token().lock() + " has been re-entered and not left again");
        }
        if (!hold.surrender()) {
            mine.complete(false);
            throw new LeaseLostException("lock " + token().lock() + " is not held any more");
        }
        mine.complete(true);
        Downgrade downgrade = new Downgrade(hold);
        hold.room().core().onLoop(downgrade::start);
        return downgrade.result();
    }

    @Override
    public void close() {
        var unused = release();
    }

    @Override
    public String toString() {
        return "LockLease[" + token() + (isValid() ? ", valid]" : ", not valid]");
    }
}
