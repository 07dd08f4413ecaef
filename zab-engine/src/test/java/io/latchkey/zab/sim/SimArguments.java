package io.latchkey.zab.sim;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@link SimMain}.
 *
 * @param nodes 0 for what each seed says
 * @param weather null for what each seed says
 */
record SimArguments(
        long seeds,
        long firstSeed,
        int nodes,
        @Nullable Weather weather,
        int jobs,
        boolean coverage,
        boolean faults,
        boolean shrink,
        boolean help) {
    private static final String WEATHERS =
            Arrays.stream(Weather.values()).map(Weather::option).collect(Collectors.joining(", "));

    static final String USAGE = """
            usage: bin/latchkey-sim [OPTIONS]
              --seeds N        run N seeds (1000)
              --first-seed S   start with seed S (1)
              --seed S         run only seed S, and show where it failed
              --nodes N        1, 3 or 5 nodes, or 7 for five and two observers, instead of what each seed says
              --weather W      one of %s, instead of what each seed says
              --jobs J         run J seeds at a time (1)
              --shrink         make what fails smaller, and print it as a test
              --faults         plant each known mistake, and tell after how many seeds (N at most) it is found
              --coverage       also print how often each rare state and each cell of the matrix was seen
            exit code 0, or 1 after a violation, or 2 for wrong arguments""".formatted(WEATHERS);

    static SimArguments parse(String[] args) {
        return new Parser(args).parse();
    }

    Setup setup(long seed) {
        Setup setup = Setup.of(seed);
        if (nodes != 0) {
            setup = setup.withNodes(nodes);
        }
        return weather == null ? setup : setup.withWeather(weather);
    }

    private static final class Parser {
        private final String[] args;
        private int at;
        private long seeds = 1000;
        private long first = 1;
        private int nodes;
        private @Nullable Weather weather;
        private int jobs = 1;
        private boolean coverage;
        private boolean faults;
        private boolean shrink;
        private boolean help;

        Parser(String[] args) {
            this.args = args;
        }

        SimArguments parse() {
            while (at < args.length) {
                String option = args[at++];
                switch (option) {
                    case "--seeds" -> seeds = number(option, 1, 1L << 40);
                    case "--first-seed" -> first = number(option, -(1L << 60), 1L << 60);
                    case "--seed" -> {
                        first = number(option, -(1L << 60), 1L << 60);
                        seeds = 1;
                    }
                    case "--nodes" -> nodes = nodes(option);
                    case "--weather" -> weather = weather(option);
                    case "--jobs" -> jobs = (int) number(option, 1, 256);
                    case "--coverage" -> coverage = true;
                    case "--faults" -> faults = true;
                    case "--shrink" -> shrink = true;
                    case "--help", "-h" -> help = true;
                    default -> throw new IllegalArgumentException("unknown option " + option);
                }
            }
            return new SimArguments(seeds, first, nodes, weather, jobs, coverage, faults, shrink, help);
        }

        private String value(String option) {
            if (at == args.length) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            return args[at++];
        }

        private long number(String option, long min, long max) {
            String value = value(option);
            long number;
            try {
                number = Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(option + " needs a whole number, not " + value, e);
            }
            if (number < min || number > max) {
                throw new IllegalArgumentException(option + " must be from " + min + " to " + max + ", not " + value);
            }
            return number;
        }

        private int nodes(String option) {
            long number = number(option, 1, 7);
            if (number % 2 == 0) {
                throw new IllegalArgumentException(option + " must be 1, 3, 5, or 7 for five and two observers");
            }
            return (int) number;
        }

        private Weather weather(String option) {
            String value = value(option);
            Weather named = Weather.byOption(value);
            if (named == null) {
                throw new IllegalArgumentException(option + " must be one of " + WEATHERS + ", not " + value);
            }
            return named;
        }
    }
}
