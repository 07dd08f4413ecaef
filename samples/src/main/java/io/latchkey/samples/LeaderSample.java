package io.latchkey.samples;

import io.latchkey.client.LeaderElection;
import io.latchkey.client.Leadership;
import io.latchkey.client.LeadershipListener;
import io.latchkey.client.LockClient;
import io.latchkey.client.LossReason;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** Stands as a candidate until stopped. Start several, stop the leader, and see the next one take over. */
public final class LeaderSample {
    private static final String USAGE = """
            usage: LeaderSample [NAME [SERVERS [SECONDS]]]
              NAME     of the election, default samples/captain
              SERVERS  host:port[,host:port...], default localhost:2181
              SECONDS  how long to stand, default until Ctrl-C""";

    private LeaderSample() {}

    /** See the usage. */
    public static void main(String[] arguments) {
        System.exit(new Sample(USAGE, 3).run(arguments, System.out, System.err, LeaderSample::stand));
    }

    static void stand(List<String> arguments, PrintStream out) throws Exception {
        Duration time = Sample.seconds(arguments, 2, Integer.MAX_VALUE);
        try (LockClient client = LockClient.connect(Sample.options(arguments, 1));
                LeaderElection election = client.election(Sample.argument(arguments, 0, "samples/captain"))) {
            election.join(new Announcer(out), ForkJoinPool.commonPool());
            out.println("candidate for " + election.name() + "; waiting to be elected ...");
            boolean unused = new CountDownLatch(1).await(time.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private record Announcer(PrintStream out) implements LeadershipListener {
        @Override
        public void onElected(Leadership leadership) {
            out.println("I LEAD, epoch " + leadership.epoch());
        }

        @Override
        public void onLost(Leadership leadership, LossReason reason) {
            out.println("no longer leader (" + reason + "), standing again ...");
        }
    }
}
