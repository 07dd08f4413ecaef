package io.latchkey.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.ProcessContext;
import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The short way to read a server's command line against the one that knows everything. */
class ServerArgumentsTest {
    private static final List<String> NAMES = List.of(
            "-c",
            "--config",
            "--client-port",
            "--data-dir",
            "--http-enabled",
            "--client-prot",
            "--CLIENT-PORT",
            "--client-port=1",
            "-c=a",
            "-ca",
            "--client",
            "--end-with",
            "--rehearse",
            "-h",
            "--help",
            "--version",
            "--",
            "-",
            "",
            "x",
            "server",
            "@x");
    private static final List<String> VALUES = List.of(
            "1",
            "no",
            "a b",
            " a ",
            "a=b",
            "=",
            "ü",
            "'a'",
            "\"a b\"",
            "\"",
            "\\",
            "${sys:user.home}",
            "a,b",
            "#",
            "a\u0000b",
            "server",
            "x@y",
            "@x",
            "",
            "-",
            "--",
            "-1",
            "--help",
            "--client-port",
            "-c");

    private final ProcessContext context = new ProcessContext(
            Map.of("LATCHKEY_SERVER", "x", "LATCHKEY_AUTHOR", "y"),
            Path.of(""),
            InputStream.nullInputStream(),
            List.of(),
            action -> {});
    private final CommandLine whole = LatchkeyCommand.commandLine(context, ServerArguments.COMMAND);

    @Test
    void what_it_reads_the_whole_model_reads_the_same_for_all_of_two_options() {
        List<List<String>> options = new ArrayList<>();
        options.add(List.of());
        NAMES.forEach(name -> options.add(List.of(name)));
        NAMES.forEach(name -> VALUES.forEach(value -> options.add(List.of(name, value))));
        int plain = 0;
        for (List<String> first : options) {
            for (List<String> second : options) {
                List<String> line = new ArrayList<>(List.of("server"));
                line.addAll(first);
                line.addAll(second);
                plain += same(line) ? 1 : 0;
            }
        }
        assertThat(plain).isGreaterThan(1_000);
    }

    @Test
    void each_setting_can_be_given_and_is_the_same() {
        for (Setting<?> setting : Settings.ALL) {
            assertThat(same(List.of("server", setting.flag(), "x y", "-c", "z")))
                    .as(setting.flag())
                    .isTrue();
        }
        assertThat(same(List.of("server"))).isTrue();
    }

    @Test
    void another_command_or_none_is_not_its_matter() {
        assertThat(ServerArguments.plain()).isNull();
        assertThat(ServerArguments.plain("config")).isNull();
        assertThat(ServerArguments.plain("config", "--client-port", "1")).isNull();
        assertThat(ServerArguments.plain("--client-port", "1", "server")).isNull();
    }

    /** Whether the short way takes the line; then the long way takes it too, for the same. */
    private boolean same(List<String> line) {
        String[] args = line.toArray(String[]::new);
        ServerArguments plain = ServerArguments.plain(args);
        if (plain == null) {
            return false;
        }
        try {
            var server = whole.parseArgs(args).subcommand().commandSpec();
            assertThat(server.commandLine().getParseResult().isUsageHelpRequested())
                    .as("%s", line)
                    .isFalse();
            assertThat(((ServerCommand) server.userObject()).arguments())
                    .as("%s", line)
                    .isEqualTo(plain);
        } catch (ParameterException e) {
            throw new AssertionError(line + " is refused: " + e.getMessage(), e);
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--client-port 99999",
                "--client-port a",
                "--id 0 --http-enabled perhaps",
                "--config does/not/exist.yaml",
                "-c does/not/exist.cfg --id 2",
                "--config .",
                "--peers-servers 1=x",
                "--client-super-digest \u001b[31m"
            })
    void a_configuration_that_is_wrong_ends_in_the_same_words_either_way(String options) {
        String[] args = ("server " + options).split(" ", -1);
        StringWriter shortly = new StringWriter();
        Integer code = ServerRun.plainly(context, new PrintWriter(shortly), args);
        StringWriter wholly = new StringWriter();
        int wholeCode = whole.setErr(new PrintWriter(wholly)).execute(args);
        assertThat(code).isEqualTo(wholeCode).isEqualTo(ExitCode.USAGE);
        assertThat(shortly.toString()).isEqualTo(wholly.toString()).startsWith("latchkey server: ");
    }
}
