package io.latchkey.server.cli;

import io.latchkey.client.ClientOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a command is run that needs something which may be lost: a lock, a leadership. */
final class HeldOptions {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** What to do when it is lost. */
    enum OnLost {
        /** End the command. */
        stop,
        /** Say so and let it run. */
        warn
    }

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT[,...]",
            defaultValue = "localhost:2181",
            description = "Client ports of the nodes. Default: $$LATCHKEY_SERVER, else ${DEFAULT-VALUE}.")
    private String servers = "localhost:2181";

    @Option(
            names = "--session",
            paramLabel = "TIME",
            converter = DurationText.class,
            defaultValue = "10s",
            description = "After how long without a sign of life others take over. Default: ${DEFAULT-VALUE}.")
    private Duration session = Duration.ofSeconds(10);

    @Option(
            names = "--on-lost",
            paramLabel = "WHAT",
            defaultValue = "stop",
            description = "When it is lost: ${COMPLETION-CANDIDATES} the command. Default: ${DEFAULT-VALUE}.")
    private OnLost onLost = OnLost.stop;

    @Option(
            names = "--kill-after",
            paramLabel = "TIME",
            converter = DurationText.class,
            defaultValue = "5s",
            description = "How long a command may take to end before it is killed. Default: ${DEFAULT-VALUE}.")
    private Duration killAfter = Duration.ofSeconds(5);

    /** @throws IllegalArgumentException if one of them is wrong */
    ClientOptions client() {
        return ClientOptions.builder(servers)
                .sessionTimeout(session)
                .connectTimeout(CONNECT)
                .build();
    }

    OnLost onLost() {
        return onLost;
    }

    Duration killAfter() {
        return killAfter;
    }
}
