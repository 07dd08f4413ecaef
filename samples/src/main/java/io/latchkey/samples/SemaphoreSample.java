package io.latchkey.samples;

import io.latchkey.client.DSemaphore;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes one of two permits, holds it for a while and gives it back. Start it three times to see the third one wait. */
public final class SemaphoreSample {
    private static final int PERMITS = 2;
    private static final String USAGE = """
            usage: SemaphoreSample [SECONDS [SERVERS [NAME]]]
              SECONDS  how long to hold the permit, default 10
              SERVERS  host:port[,host:port...], default localhost:2181
              NAME     of the semaphore, default samples/pool""";

    private SemaphoreSample() {}

    /** See the usage. */
    public static void main(String[] arguments) {
        System.exit(new Sample(USAGE, 3).run(arguments, System.out, System.err, SemaphoreSample::permit));
    }

    static void permit(List<String> arguments, PrintStream out) throws Exception {
        Duration hold = Sample.seconds(arguments, 0, 10);
        String name = Sample.argument(arguments, 2, "samples/pool");
        try (LockClient client = LockClient.connect(Sample.options(arguments, 1))) {
            DSemaphore pool = client.semaphore(name, PERMITS);
            out.println("connected; of " + pool.max() + " permits, " + pool.availablePermits()
                    + " are free; asking for one ...");
            try (LockLease lease = pool.acquire()) {
                out.println(
                        "I hold a permit for " + hold.toSeconds() + " s; " + pool.availablePermits() + " are left.");
                hold(lease, hold, out);
            }
            out.println("given back.");
        }
    }

    private static void hold(LockLease lease, Duration time, PrintStream out)
            throws InterruptedException, ExecutionException {
        try {
            out.println("LOST: "
                    + lease.lost().toCompletableFuture().get(time.toMillis(), TimeUnit.MILLISECONDS)
                    + " - stopping at once, somebody else may use it.");
        } catch (TimeoutException e) {
            out.println("done; still valid: " + lease.isValid());
        }
    }
}
