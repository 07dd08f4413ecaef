package io.latchkey.bench;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.DLock;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A queue that stays as long as it is: whoever has had the lock asks for it again. An operation is a hand-over, from the
 * moment at which a holder begins to give it back to that at which the next one has it.
 */
final class WaiterRun implements AutoCloseable {
    private final LockClient client;
    private final DLock lock;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable LockLease kept;
    private Histogram nanos = new Histogram(3);
    private long givenBackAt;
    private boolean paused;
    private boolean measured;

    /** One holds the lock, and that many wait for it in its session. */
    WaiterRun(Ensemble servers, int waiters) throws InterruptedException, IOException {
        client = LockClient.connect(LockUser.connectString(servers));
        lock = client.lock("bench-waiters-" + waiters);
        LockLease first = lock.acquire();
        for (int i = 0; i < waiters; i++) {
            ask();
        }
        int waiting = lock.inspect().size() - 1; // answered behind all of theirs
        if (waiting < waiters) {
            throw new IOException("only " + waiting + " of " + waiters + " stand in the queue");
        }
        kept = first;
        paused = true;
    }

    private void ask() {
        var unused = lock.acquireAsync(AcquireOptions.waitForever()).whenComplete((lease, problem) -> {
            if (problem != null) {
                failure.compareAndSet(null, problem instanceof CompletionException ? problem.getCause() : problem);
            } else {
                onGranted(lease);
            }
        });
    }

    private synchronized void onGranted(LockLease lease) {
        long now = System.nanoTime();
        if (measured) {
            nanos.recordValue(now - givenBackAt);
        }
        if (paused) {
            kept = lease;
        } else {
            pass(lease);
        }
    }

    private synchronized void pass(LockLease lease) {
        ask();
        givenBackAt = System.nanoTime();
        lease.close();
    }

    /** Hands the lock over for that long, and before it for another time that does not count. */
    Slice run(double warmUpSeconds, double seconds, ServerCpu cpu) throws IOException, InterruptedException {
        synchronized (this) {
            LockLease lease = kept;
            paused = false;
            kept = null;
            if (lease != null) {
                pass(lease);
            }
        }
        TimeUnit.MICROSECONDS.sleep((long) (warmUpSeconds * 1e6));
        double cpuBefore = cpu.seconds();
        long from = System.nanoTime();
        synchronized (this) {
            nanos = new Histogram(3);
            measured = true;
        }
        TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
        Throwable problem = failure.get();
        if (problem != null) {
            throw new IOException("a client failed: " + problem, problem);
        }
        synchronized (this) {
            measured = false;
            paused = true;
            return new Slice(nanos.getTotalCount(), (System.nanoTime() - from) / 1e9, nanos, cpu.seconds() - cpuBefore);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
