package io.latchkey.client.lock;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.DSemaphore;
import io.latchkey.client.LockLease;
import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.ZkRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A semaphore by its name; holds no state of its own. */
final class QueueSemaphore implements DSemaphore {
    private static final int PERMITS_MAX = 128;

    private final LockRoom room;
    private final PermitPath path;
    private final MaxNode max;
    private final Tries<LockLease> tries;

    QueueSemaphore(LockRoom room, PermitPath path, int initialMax) {
        this.room = room;
        this.path = path;
        this.max = new MaxNode(room, path, checkMax(initialMax));
        this.tries = new Tries<>(room.core(), "semaphore " + path.name(), LockLease::close);
    }

    private static int checkMax(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("a maximum of " + max + " permits is below 0");
        }
        return max;
    }

    @Override
    public String name() {
        return path.name();
    }

    @Override
    public LockLease acquire(int permits) throws InterruptedException {
        return tries.await(attempt(permits, AcquireOptions.waitForever(), false))
                .orElseThrow(() -> new IllegalStateException("an attempt without a deadline ended without a lease"));
    }

    @Override
    public Optional<LockLease> tryAcquire(int permits) throws InterruptedException {
        return tries.await(attempt(permits, AcquireOptions.waitForever(), true));
    }

    @Override
    public Optional<LockLease> tryAcquire(int permits, Duration wait) throws InterruptedException {
        return tries.await(attempt(permits, AcquireOptions.within(wait), wait.isZero()));
    }

    @Override
    public CompletionStage<LockLease> acquireAsync(int permits, AcquireOptions options) {
        Duration wait = options.waitAtMost();
        return tries.async(attempt(permits, options, wait != null && wait.isZero()));
    }

    private PermitAttempt attempt(int permits, AcquireOptions options, boolean onlyIfFree) {
        if (permits < 1 || permits > PERMITS_MAX) {
            throw new IllegalArgumentException(permits + " permits are not 1 to " + PERMITS_MAX);
        }
        if (!options.lockDelay().isZero() || options.revocable() || options.victim()) {
            throw new IllegalArgumentException(
                    "a lock-delay, being revocable and failing on a deadlock are for locks, not for semaphores");
        }
        return new PermitAttempt(room, path, max, permits, options, onlyIfFree);
    }

    @Override
    public CompletionStage<Integer> maxAsync() {
        return room.core().callbacks().publish(readMax());
    }

    @Override
    public int max() throws InterruptedException {
        return room.core().await(readMax());
    }

    private CompletableFuture<Integer> readMax() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        room.core()
                .onLoop(() -> max.read(null, null, (code, most) -> {
                    if (code == Code.OK) {
                        answer.complete(most);
                    } else {
                        answer.completeExceptionally(cannotRead(code));
                    }
                }));
        return answer;
    }

    @Override
    public CompletionStage<Void> setMaxAsync(int newMax) {
        return room.core().callbacks().publish(writeMax(newMax));
    }

    @Override
    public void setMax(int newMax) throws InterruptedException {
        room.core().await(writeMax(newMax));
    }

    private CompletableFuture<Void> writeMax(int newMax) {
        int checked = checkMax(newMax);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        room.core().onLoop(() -> {
            var unused = max.write(checked).whenComplete((done, failure) -> {
                if (failure == null) {
                    answer.complete(null);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        });
        return answer;
    }

    @Override
    public CompletionStage<Integer> availablePermitsAsync() {
        return room.core().callbacks().publish(readAvailable());
    }

    @Override
    public int availablePermits() throws InterruptedException {
        return room.core().await(readAvailable());
    }

    private CompletableFuture<Integer> readAvailable() {
        return readMax().thenCompose(most -> {
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            room.session().submit(new ZkRequest.ListChildren(path.leases().path(), null), null, listed -> {
                if (listed.ok() || listed.code() == Code.NO_NODE) {
                    answer.complete(most - (listed.ok() ? PermitPath.count(listed.get()) : 0));
                } else {
                    answer.completeExceptionally(cannotRead(listed.code()));
                }
            });
            return answer;
        });
    }

    private ServiceUnavailableException cannotRead(Code code) {
        return new ServiceUnavailableException("cannot read semaphore " + path.name() + ": " + code + "; "
                + room.session().lastTrouble());
    }

    @Override
    public String toString() {
        return "DSemaphore[" + path.name() + "]";
    }
}
