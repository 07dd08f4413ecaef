package io.latchkey.samples;

import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes a lock, shows its token, holds it for a while and gives it back. Start it twice to see the second one wait. */
public final class LockSample {
    private static final String USAGE = """
            usage: LockSample [SECONDS [SERVERS [NAME]]]
              SECONDS  how long to hold the lock, default 10
              SERVERS  host:port[,host:port...], default localhost:2181
              NAME     of the lock, default samples/door""";

    private LockSample() {}

    /** See the usage. */
    public static void main(String[] arguments) {
        System.exit(new Sample(USAGE, 3).run(arguments, System.out, System.err, LockSample::lock));
    }

    static void lock(List<String> arguments, PrintStream out) throws Exception {
        Duration hold = Sample.seconds(arguments, 0, 10);
        String name = Sample.argument(arguments, 2, "samples/door");
        try (LockClient client = LockClient.connect(Sample.options(arguments, 1))) {
            out.println("connected; asking for lock " + name + " ...");
            try (LockLease lease = client.lock(name).acquire()) {
                out.println("I hold it. Fencing token: " + lease.token()
                        + "\n  (send it with every write; the receiver refuses a smaller one than it has seen)");
                hold(lease, hold, out);
            }
            out.println("released.");
        }
    }

    private static void hold(LockLease lease, Duration time, PrintStream out) throws InterruptedException {
        BlockingQueue<LossReason> losses = new ArrayBlockingQueue<>(1);
        lease.onLost(losses::add, Runnable::run);
        for (long second = 0; second < time.toSeconds(); second++) {
            out.println("  working; if all servers vanished now, the lease would be mine for another "
                    + lease.remaining().toMillis() + " ms");
            LossReason lost = losses.poll(1, TimeUnit.SECONDS);
            if (lost != null) {
                out.println("LOST: " + lost + " - stopping at once, somebody else may hold it.");
                return;
            }
        }
    }
}
