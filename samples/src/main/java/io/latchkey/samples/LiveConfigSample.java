package io.latchkey.samples;

import io.latchkey.client.ConfigChange;
import io.latchkey.client.ConfigClient;
import io.latchkey.client.ConfigValue;
import io.latchkey.client.ConfigView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Follows a namespace and prints each change as it comes. Change a value in the admin UI and watch it arrive. */
public final class LiveConfigSample {
    private static final String USAGE = """
            usage: LiveConfigSample [PREFIX [SERVERS [SECONDS]]]
              PREFIX   a namespace and perhaps further levels, default samples
              SERVERS  host:port[,host:port...], default localhost:2181
              SECONDS  how long to follow, default until Ctrl-C""";

    private LiveConfigSample() {}

    /** See the usage. */
    public static void main(String[] arguments) {
        System.exit(new Sample(USAGE, 3).run(arguments, System.out, System.err, LiveConfigSample::follow));
    }

    static void follow(List<String> arguments, PrintStream out) throws Exception {
        String prefix = Sample.argument(arguments, 0, "samples");
        Duration time = Sample.seconds(arguments, 2, Integer.MAX_VALUE);
        try (ConfigClient client = ConfigClient.connect(Sample.options(arguments, 1));
                ConfigView view = client.view(prefix).ready(Duration.ofSeconds(10))) {
            view.onChange(change -> out.println(describe(change)));
            out.println("following " + prefix + ", " + view.snapshot().size() + " keys now:");
            view.snapshot().forEach((key, value) -> out.println("  " + key + " = " + value));
            ConfigValue<Integer> greetings = view.value("greetings.per.minute", Integer.class, 6);
            greetings.onChange((before, now) -> out.println("  (as a number: " + before + " -> " + now + ")"));
            out.println("change something, for instance: bin/latchkey put " + prefix + "/greetings.per.minute 12");
            boolean unused = new CountDownLatch(1).await(time.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static String describe(ConfigChange change) {
        if (change.after() == null) {
            return "- " + change.key() + " (was " + change.before() + ")";
        }
        String was = change.before() == null ? "new" : "was " + change.before();
        return "* " + change.key() + " = " + change.after() + " (" + was + ", version " + change.version() + ")";
    }
}
