package io.latchkey.samples;

import io.latchkey.client.ClientOptions;
import io.latchkey.client.LatchkeyException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** What the samples share: arguments, and a plain word instead of a stack trace when no server runs. */
final class Sample {
    private static final String DEFAULT_SERVERS = "localhost:2181";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILED = 1;

    /** The sample itself. */
    @FunctionalInterface
    interface Body {
        void run(List<String> arguments, PrintStream out) throws Exception;
    }

    private final String usage;
    private final int argumentsMax;

    Sample(String usage, int argumentsMax) {
        this.usage = usage;
        this.argumentsMax = argumentsMax;
    }

    /** Runs a sample and returns the exit code. */
    int run(String[] arguments, PrintStream out, PrintStream err, Body body) {
        List<String> given = List.of(arguments);
        if (given.contains("--help") || given.contains("-h") || given.size() > argumentsMax) {
            out.println(usage);
            return given.size() > argumentsMax ? EXIT_USAGE : 0;
        }
        try {
            body.run(given, out);
            return 0;
        } catch (LatchkeyException e) {
            err.println(e.getMessage());
            err.println("Is a server running? Start one with: bin/latchkey dev");
            return EXIT_FAILED;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(usage);
            return EXIT_USAGE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return EXIT_FAILED;
        } catch (Exception e) {
            err.println("failed: " + e);
            return EXIT_FAILED;
        }
    }

    static ClientOptions options(List<String> arguments, int position) {
        return ClientOptions.builder(argument(arguments, position, DEFAULT_SERVERS))
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    static String argument(List<String> arguments, int position, String fallback) {
        return arguments.size() > position ? arguments.get(position) : fallback;
    }

    static Duration seconds(List<String> arguments, int position, int fallback) {
        String text = argument(arguments, position, String.valueOf(fallback));
        try {
            return Duration.ofSeconds(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number of seconds", e);
        }
    }
}
