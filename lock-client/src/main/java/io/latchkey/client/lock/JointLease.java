package io.latchkey.client.lock;

import io.latchkey.client.FencingToken;
import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockGuard;
import io.latchkey.client.LossReason;
import io.latchkey.client.MultiLease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several holds of one session that are given back and lost together. */
final class JointLease implements MultiLease {
    private final LockRoom room;
    private final List<Hold> holds;
    private final CompletableFuture<LossReason> lost = new CompletableFuture<>();
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> released = new AtomicReference<>();

    /** Loop only. */
    JointLease(LockRoom room, List<Hold> holds) {
        this.room = room;
        this.holds = List.copyOf(holds);
        holds.forEach(hold -> {
            var unused = hold.lost().thenAccept(this::onLost);
        });
    }

    /** One is lost: the others are worth nothing. */
    private void onLost(LossReason reason) {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        if (released.compareAndSet(null, mine)) {
            mine.complete(false);
            lost.complete(reason);
            giveBack(new CompletableFuture<>());
        }
    }

    private Hold hold(String lock) {
        return holds.stream()
                .filter(hold -> hold.token().lock().equals(lock))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("lock " + lock + " is not among those of this lease"));
    }

    @Override
    public FencingToken token(String lock) {
        return hold(lock).token();
    }

    @Override
    public List<FencingToken> tokens() {
        return holds.stream().map(Hold::token).toList();
    }

    @Override
    public LockGuard guard(String lock) {
        return hold(lock).guard();
    }

    @Override
    public boolean isValid() {
        return released.get() == null && holds.stream().allMatch(Hold::isValid);
    }

    @Override
    public Duration remaining() {
        long nanos = holds.stream().mapToLong(Hold::remainingNanos).min().orElse(0);
        return released.get() == null ? Duration.ofNanos(nanos) : Duration.ZERO;
    }

    @Override
    public void ensureValid() {
        if (!isValid()) {
            throw notHeld();
        }
    }

    private LeaseLostException notHeld() {
        return new LeaseLostException("the locks of " + tokens() + " are not all held any more");
    }

    @Override
    public CompletionStage<Void> verify() {
        if (!isValid()) {
            return CompletableFuture.failedStage(notHeld());
        }
        CompletableFuture<?>[] all = holds.stream().map(Hold::verify).toArray(CompletableFuture<?>[]::new);
        return room.core().callbacks().publish(CompletableFuture.allOf(all));
    }

    @Override
    public CompletionStage<LossReason> lost() {
        return room.core().callbacks().publish(lost);
    }

    @Override
    public void onLost(Consumer<LossReason> callback, Executor executor) {
        var unused = lost.thenAccept(
                reason -> room.core().callbacks().handOverUrgently(executor, () -> callback.accept(reason)));
    }

    @Override
    public CompletionStage<Boolean> releaseAsync() {
        return room.core().callbacks().publish(release());
    }

    /** Completes on the loop. */
    private CompletableFuture<Boolean> release() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        boolean valid = isValid();
        CompletableFuture<Boolean> earlier = released.compareAndExchange(null, mine);
        if (earlier != null) {
            return earlier;
        }
        CompletableFuture<Boolean> removed = new CompletableFuture<>();
        room.core().onLoop(() -> giveBack(removed));
        var unused = removed.thenAccept(were -> mine.complete(valid && were));
        return mine;
    }

    private void giveBack(CompletableFuture<Boolean> removed) {
        List<String> entries = holds.stream()
                .filter(Hold::takeOnlyHandle)
                .filter(Hold::surrender)
                .map(Hold::entryPath)
                .toList();
        boolean all = entries.size() == holds.size();
        room.removeEntries(entries, holds.get(0).home(), were -> removed.complete(all && were));
    }

    @Override
    public void close() {
        var unused = release();
    }

    @Override
    public String toString() {
        return "MultiLease" + tokens() + (isValid() ? ", valid" : ", not valid");
    }
}
