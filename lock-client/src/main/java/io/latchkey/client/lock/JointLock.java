package io.latchkey.client.lock;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.MultiLease;
import io.latchkey.client.MultiLock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Several locks by their names; holds no state of its own. */
final class JointLock implements MultiLock {
    /** Servers refuse more. */
    private static final int LOCKS_MAX = 128;

    private final LockRoom room;
    private final List<QueuePath> paths;
    private final Tries<MultiLease> tries;

    /**
     * With these names.
     *
     * @throws IllegalArgumentException if these are not 1 to 128 different names of locks
     */
    JointLock(LockRoom room, String root, List<String> names) {
        if (names.isEmpty() || names.size() > LOCKS_MAX) {
            throw new IllegalArgumentException(
                    "1 to " + LOCKS_MAX + " locks can be taken together, not " + names.size());
        }
        HashSet<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("lock " + name + " is named twice");
            }
        }
        this.room = room;
        this.paths = names.stream().map(name -> new QueuePath(root, name)).toList();
        this.tries = new Tries<>(room.core(), "one of the locks " + names, MultiLease::close);
    }

    @Override
    public List<String> names() {
        return paths.stream().map(QueuePath::name).toList();
    }

    @Override
    public MultiLease acquire() throws InterruptedException {
        return tries.await(attempt(AcquireOptions.waitForever()))
                .orElseThrow(() -> new IllegalStateException("an attempt without a deadline ended without a lease"));
    }

    @Override
    public Optional<MultiLease> tryAcquire() throws InterruptedException {
        return tries.await(attempt(AcquireOptions.within(Duration.ZERO)));
    }

    @Override
    public Optional<MultiLease> tryAcquire(Duration wait) throws InterruptedException {
        return tries.await(attempt(AcquireOptions.within(wait)));
    }

    @Override
    public CompletionStage<MultiLease> acquireAsync(AcquireOptions options) {
        if (options.revocable()) {
            throw new IllegalArgumentException("locks that are held together can't be asked back");
        }
        return tries.async(attempt(options));
    }

    private JointAttempt attempt(AcquireOptions options) {
        return new JointAttempt(room, paths, options);
    }

    @Override
    public String toString() {
        return "MultiLock" + names();
    }
}
