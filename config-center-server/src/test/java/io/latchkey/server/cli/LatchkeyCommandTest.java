package io.latchkey.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.ProcessContext;
import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The whole command line, as far as it needs no running node. */
class LatchkeyCommandTest {
    @TempDir
    Path dir;

    private CliRun run(Map<String, String> environment, String... arguments) {
        ProcessContext context = new ProcessContext(
                environment, dir, InputStream.nullInputStream(), List.of("no-such-java"), action -> {});
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine root = LatchkeyCommand.commandLine(context)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new CliRun(root.execute(arguments), out.toString(), err.toString());
    }

    private CliRun run(String... arguments) {
        return run(Map.of(), arguments);
    }

    @Test
    void without_a_command_there_is_help_and_it_counts_as_wrong_usage() {
        CliRun run = run();
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("latchkey dev --nodes 3", "server", "lock");
        assertThat(run("--help").exitCode()).isZero();
        assertThat(run("--version").out()).startsWith("Latchkey ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev",
                "server",
                "config",
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
                "inspect",
                "completion"
            })
    void every_command_explains_itself_with_examples(String command) {
        CliRun run = run(command, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("latchkey " + command, "Examples:").doesNotContain("${");
    }

    @Test
    void a_wrong_command_or_flag_is_answered_with_what_is_near() {
        assertThat(run("servr")).satisfies(r -> {
            assertThat(r.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(r.err()).contains("Did you mean", "server");
        });
        assertThat(run("server", "--client-prot", "1").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void every_setting_is_a_flag_of_server_and_config() {
        for (String command : List.of("server", "config")) {
            String help = run(command, "--help").out();
            assertThat(Settings.ALL).extracting(Setting::flag).allMatch(help::contains);
        }
    }

    @Test
    void config_prints_what_comes_of_all_sources() throws Exception {
        Path file = Files.writeString(dir.resolve("a.yaml"), "client:\n  port: 1\nhttp:\n  port: 2\n");
        CliRun run = run(
                Map.of("LATCHKEY_HTTP_PORT", "3"), "config", "--config", file.toString(), "--effective", "--id", "7");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("id: 7  # flag: --id\n")
                .contains("  port: 1  # file: client.port in a.yaml, line 2\n")
                .contains("  port: 3  # environment: LATCHKEY_HTTP_PORT in the environment\n");
        assertThat(run("config", "--config", file.toString()).out())
                .isEqualTo("the configuration of server 1 is right\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "server"})
    void a_wrong_configuration_is_a_line_for_each_problem(String command) throws Exception {
        Path file = Files.writeString(dir.resolve("a.yaml"), "client:\n  prot: 1\nid: x\n");
        CliRun run = run(command, "--config", file.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err().lines())
                .containsExactly(
                        "latchkey " + command
                                + ": a.yaml, line 2: \"client.prot\" is not a setting; did you mean \"client.port\"?",
                        "latchkey " + command + ": id in a.yaml, line 3: \"x\" must be a whole number from 1 to 254");
    }

    @Test
    void dev_says_which_flag_helps_before_anything_starts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            CliRun busy = run("dev", "--client-port", Integer.toString(port), "--http-port", "20000");
            assertThat(busy.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(busy.err())
                    .isEqualTo(
                            "latchkey dev: port " + port + " is taken by another program; choose with --client-port\n");
        }
        assertThat(run("dev", "--nodes", "9").err()).isEqualTo("latchkey dev: --nodes must be 1 to 7, not 9\n");
        assertThat(run("dev", "--client-port", "65535", "--nodes", "3").err()).contains("--client-port must be a port");
        assertThat(run("dev", "--client-port", "3000", "--http-port", "3001", "--nodes", "3")
                        .err())
                .contains("are too near to each other");
        Path file = Files.writeString(dir.resolve("file"), "no directory");
        CliRun unwritable = run("dev", "--client-port", "15431", "--http-port", "15531", "--data-dir", file.toString());
        assertThat(unwritable.err()).contains("cannot write to " + file, "--data-dir");
    }
}
