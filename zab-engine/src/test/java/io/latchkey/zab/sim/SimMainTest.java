package io.latchkey.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bin/latchkey-sim says. */
class SimMainTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void a_long_run_ends_with_its_figures() throws InterruptedException {
        assertThat(run("--seeds", "6", "--first-seed", "7", "--jobs", "2", "--nodes", "3", "--weather", "stalls"))
                .isZero();
        assertThat(said())
                .containsPattern("seeds: 6, violations: 0, simulated hours: 0\\.\\d, speed: \\d+ times real time");
    }

    /** Those of every build; their figures are in the build's output. */
    @Test
    void two_thousand_seeds_show_no_violation() throws InterruptedException {
        int exitCode = SimMain.run(new String[] {"--seeds", "2000", "--first-seed", "1", "--jobs", "2"}, System.out);
        assertThat(exitCode).isZero();
    }

    @Test
    void coverage_tells_what_was_seen_and_what_cannot_be() throws InterruptedException {
        assertThat(run("--seed", "1", "--coverage")).isZero();
        assertThat(said())
                .contains("  Propose of an equal epoch at FOLLOWING BROADCAST")
                .contains("  Propose of a higher epoch at FOLLOWING BROADCAST: can't be, for a leader says it only")
                .contains("| `SESSION_EXPIRED` | a session expires |")
                .containsPattern("\\d+ of \\d+ legal cells of message x phase x epoch seen");
    }

    @Test
    void help_is_no_error() throws InterruptedException {
        assertThat(run("--help")).isZero();
        assertThat(said())
                .startsWith("usage: bin/latchkey-sim")
                .contains("mixed, crashes, flapping, stalls, snapshots");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nodes 4|--nodes must be 1, 3, 5, or 7 for five and two observers",
                "--nodes 9|--nodes must be from 1 to 7, not 9",
                "--seeds many|--seeds needs a whole number, not many",
                "--seeds|--seeds needs a value",
                "--weather fine|--weather must be one of mixed, crashes, flapping, stalls, snapshots, changes, stale, partitions, not fine",
                "--speed 2|unknown option --speed"
            })
    void wrong_arguments_are_told_with_what_is_right(String line, String message) throws InterruptedException {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(said()).startsWith("latchkey-sim: " + message).contains("usage:");
    }

    @Test
    void a_setup_knows_the_command_that_replays_it() {
        Setup drawn = Setup.of(17);
        assertThat(drawn.replay()).isEqualTo("bin/latchkey-sim --seed 17");
        int other = drawn.size() == 3 ? 5 : 3;
        assertThat(drawn.withNodes(other).replay()).isEqualTo("bin/latchkey-sim --seed 17 --nodes " + other);
        Weather weather = drawn.weather() == Weather.STALLS ? Weather.CRASHES : Weather.STALLS;
        assertThat(drawn.withWeather(weather).replay())
                .isEqualTo("bin/latchkey-sim --seed 17 --weather " + weather.option());
    }

    private int run(String... args) throws InterruptedException {
        return SimMain.run(args, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
