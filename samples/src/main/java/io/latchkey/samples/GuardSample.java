package io.latchkey.samples;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.ConfigClient;
import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Holds a lock for a limited time and writes under its guard, until the servers refuse: the lock is gone, and this program
 * has not looked. Start it twice and freeze the first (Ctrl-Z) while it writes: the second gets the lock when the first one's
 * session has expired and the lock-delay is over; then let the first go on (fg).
 */
public final class GuardSample {
    private static final String USAGE = """
            usage: GuardSample [SECONDS [SERVERS [NAME]]]
              SECONDS  how long to hold the lock at most, default 10
              SERVERS  host:port[,host:port...], default localhost:2181
              NAME     of the lock, default samples/report""";

    private static final Duration LOCK_DELAY = Duration.ofSeconds(2);
    private static final String KEY = "samples/report.progress";

    private GuardSample() {}

    /** See the usage. */
    public static void main(String[] arguments) {
        System.exit(new Sample(USAGE, 3).run(arguments, System.out, System.err, GuardSample::write));
    }

    static void write(List<String> arguments, PrintStream out) throws Exception {
        Duration longest = Sample.seconds(arguments, 0, 10);
        AcquireOptions options =
                AcquireOptions.waitForever().withMaxHold(longest).withLockDelay(LOCK_DELAY);
        String name = Sample.argument(arguments, 2, "samples/report");
        try (LockClient client = LockClient.connect(Sample.options(arguments, 1));
                ConfigClient config = ConfigClient.sharing(client)) {
            out.println("connected; asking for lock " + name + " ...");
            try (LockLease lease = client.lock(name).tryAcquire(options).orElseThrow()) {
                out.println("I hold it, for " + longest.toSeconds() + " s at most.");
                write(lease, config, out);
            }
        }
    }

    private static void write(LockLease lease, ConfigClient config, PrintStream out) throws Exception {
        BlockingQueue<LossReason> losses = new ArrayBlockingQueue<>(1);
        lease.onLost(losses::add, Runnable::run);
        for (int step = 1; ; step++) {
            try {
                config.publish(KEY, "step " + step, lease.guard())
                        .toCompletableFuture()
                        .get();
                out.println("  written: step " + step);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof LeaseLostException refused) {
                    out.println("REFUSED by the servers: " + refused.getMessage());
                    return;
                }
                throw e;
            }
            LossReason lost = losses.poll(1, TimeUnit.SECONDS);
            if (lost != null) {
                out.println("LOST: " + lost + " - but suppose that nobody looked, and go on ...");
            }
        }
    }
}
