package io.latchkey.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Clients, a thread for each, that take and give back locks as fast as they can: each one of its own, or all the same one.
 * An operation is a taking and a giving back; its latency is the time of both, or for one lock of all the time from the
 * moment at which a holder begins to give it back to that at which the next one has it.
 */
final class LockRun implements AutoCloseable {
    private static final String PREFIX = "bench-";

    private final List<LockUser> users = new ArrayList<>();
    private final boolean contended;
    private volatile long givenBackAt;
    private volatile long measuredFrom;
    private volatile boolean over;

    LockRun(LockUser.Kind kind, Ensemble servers, int clients, boolean contended) throws Exception {
        this.contended = contended;
        for (int i = 0; i < clients; i++) {
            users.add(kind.open(servers, PREFIX + clients + (contended ? "" : "-" + i)));
        }
    }

    /** Runs them for that long, and before it for another time that does not count. */
    Slice run(double warmUpSeconds, double seconds, ServerCpu cpu) throws IOException, InterruptedException {
        over = false;
        measuredFrom = Long.MAX_VALUE;
        ExecutorService threads = Executors.newFixedThreadPool(users.size());
        try {
            List<Future<Histogram>> parts = new ArrayList<>();
            for (LockUser user : users) {
                parts.add(threads.submit(() -> use(user)));
            }
            sleep(warmUpSeconds);
            double cpuBefore = cpu.seconds();
            long from = System.nanoTime();
            measuredFrom = from;
            sleep(seconds);
            over = true;
            double elapsed = (System.nanoTime() - from) / 1e9;
            double used = cpu.seconds() - cpuBefore;
            Histogram all = new Histogram(3);
            for (Future<Histogram> part : parts) {
                all.add(part.get());
            }
            return new Slice(all.getTotalCount(), elapsed, all, used);
        } catch (ExecutionException e) {
            throw new IOException("a client failed: " + e.getCause(), e);
        } finally {
            over = true;
            threads.shutdown();
        }
    }

    private Histogram use(LockUser user) throws Exception {
        Histogram nanos = new Histogram(3);
        while (!over) {
            long start = System.nanoTime();
            user.take();
            long taken = System.nanoTime();
            long before = givenBackAt;
            givenBackAt = System.nanoTime();
            user.giveBack();
            long since = contended ? before : start;
            if (since >= measuredFrom && !over) {
                nanos.recordValue((contended ? taken : System.nanoTime()) - since);
            }
        }
        return nanos;
    }

    private static void sleep(double seconds) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
    }

    @Override
    public void close() {
        users.forEach(LockUser::close);
    }
}
