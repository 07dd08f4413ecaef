package io.latchkey.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of the commands before any node answers: help, wrong usage, nobody there. */
class CliTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "put",
                "rm",
                "ls",
                "watch",
                "history",
                "rollback",
                "lock",
                "elect",
                "locks",
                "status",
                "members",
                "leader",
                "completion"
            })
    void every_command_has_help_with_examples(String command) {
        CliRun run = CliRun.of(command, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: latchkey " + command).contains("Examples:");
        if (!command.equals("completion")) {
            assertThat(run.out()).contains("Exit codes:");
        }
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void nobody_there_is_one_line_that_says_what_to_do() throws IOException {
        String api = "http://127.0.0.1:" + unusedPort();
        for (String[] command : new String[][] {
            {"get", "a/b"},
            {"put", "a/b", "c"},
            {"rm", "a/b"},
            {"ls"},
            {"watch", "a"},
            {"history", "a/b"},
            {"status"},
            {"locks"}
        }) {
            CliRun run = CliRun.of(with(command, "--api", api));
            assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(run.err())
                    .hasLineCount(1)
                    .contains("nothing listens at " + api)
                    .contains("bin/latchkey dev");
        }
    }

    @Test
    void a_key_wants_a_namespace() {
        CliRun run = CliRun.of("get", "pool.max");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("NAMESPACE/KEY");
    }

    @Test
    void what_contradicts_itself_is_wrong_usage() {
        assertThat(CliRun.of("put", "a/b", "c", "--file", "d").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("put", "a/b", "c", "--if-version", "-1").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("history", "a/b", "--version", "1", "--diff", "1", "2")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("lock", "a", "--try", "--wait", "1s", "--", "true").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("lock", "a").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("lock", "a", "--wait", "soon", "--", "true").err()).contains("30s");
        assertThat(CliRun.of("elect", "a").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("elect", "a", "--observe", "--", "true").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("elect", "a", "--observe", "--rejoin").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("locks", "a", "--force-release").err()).contains("--reason");
        assertThat(CliRun.of("locks", "a", "--reason", "x").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("locks", "--force-release", "--reason", "x").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("locks", "--election").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("locks", "--limit", "1001").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CliRun.of("get", "a/b", "--api", "ftp://x").err()).contains("no URL of an HTTP API");
        assertThat(CliRun.of("watch", "a", "--count", "0").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        CliRun run = CliRun.of("put", "a/b", "--file", dir.resolve("none").toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("there is no file").contains("none");
    }

    @Test
    void a_lock_without_servers_says_where_it_looked() throws IOException {
        String server = "127.0.0.1:" + unusedPort();
        for (String command : List.of("lock", "elect")) {
            CliRun run = CliRun.of(command, "a", "--server", server, "--", "true");
            assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(run.err()).contains(server).contains("bin/latchkey dev");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completion_is_a_script_that_completes(String shell) throws Exception {
        Path script = dir.resolve("completion");
        Files.writeString(script, CliRun.of("completion", shell).out());
        if (shell.equals("bash")) {
            String words = bash("source " + script + "; COMP_WORDS=(latchkey hi); COMP_CWORD=1; _complete_latchkey;"
                    + " echo \"${COMPREPLY[@]}\"");
            assertThat(words.strip()).isEqualTo("history");
        } else {
            assertThat(Files.readString(script))
                    .startsWith("autoload -Uz compinit")
                    .contains("bashcompinit");
        }
        bash("bash -n " + script);
    }

    private static String bash(String line) throws IOException, InterruptedException {
        Process bash =
                new ProcessBuilder("bash", "-c", line).redirectErrorStream(true).start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).as(out).isZero();
        return out;
    }

    private static String[] with(String[] command, String... more) {
        String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return all;
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
