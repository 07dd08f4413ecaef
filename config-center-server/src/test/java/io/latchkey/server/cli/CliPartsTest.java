package io.latchkey.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.server.cli.EventParser.Event;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The pieces that need no server. */
class CliPartsTest {

    private static List<Event> parse(String... lines) {
        EventParser parser = new EventParser();
        List<Event> events = new ArrayList<>();
        for (String line : lines) {
            Event event = parser.accept(line);
            if (event != null) {
                events.add(event);
            }
        }
        return events;
    }

    @Test
    void events_are_put_together_from_lines() {
        assertThat(parse("id: 7", "event: put", "data: {\"a\":1}", "", ": still here", "", "data:x", "data: y", ""))
                .containsExactly(new Event("7", "put", "{\"a\":1}"), new Event("7", "message", "x\ny"));
    }

    @Test
    void an_event_that_is_not_finished_is_none() {
        assertThat(parse("id: 7", "data: {")).isEmpty();
        assertThat(parse("", "", "retry: 1000", "")).isEmpty();
    }

    @Test
    void an_id_without_an_event_is_remembered() {
        EventParser parser = new EventParser();
        for (String line : new String[] {"id: 7", "data: x", "", "id: 9", ": beat", ""}) {
            parser.accept(line);
        }
        assertThat(parser.lastId()).isEqualTo("9");
        parser.accept("id: 10");
        assertThat(parser.lastId()).isEqualTo("9");
    }

    @Test
    void the_environment_gives_defaults_that_options_override() {
        CommandLine root = CliRun.commandLine(InputStream.nullInputStream())
                .setDefaultValueProvider(new EnvironmentDefaults(
                        Map.of("LATCHKEY_OUTPUT", "json", "LATCHKEY_API", "ftp://wrong", "USER", "ann")));
        assertThat(parsed(root, "put", "a/b", "c").matchedOptionValue("--author", ""))
                .isEmpty();
        assertThat(author(root, "put", "a/b", "c")).isEqualTo("ann");
        assertThat(author(root, "put", "a/b", "c", "--author", "bo")).isEqualTo("bo");
        assertThat(root.execute("ls")).isEqualTo(ExitCode.USAGE);
    }

    private static ParseResult parsed(CommandLine root, String... arguments) {
        return root.parseArgs(arguments).subcommand();
    }

    private static String author(CommandLine root, String... arguments) {
        return parsed(root, arguments).commandSpec().findOption("--author").getValue();
    }

    @Test
    void a_key_is_a_namespace_and_levels() {
        KeyName key = KeyName.parse("orders/db/pool max.ü");
        assertThat(key.namespace()).isEqualTo("orders");
        assertThat(key.in("keys")).isEqualTo("/namespaces/orders/keys/db/pool%20max.%C3%BC");
        assertThat(KeyName.parse("/config/orders/a")).isEqualTo(new KeyName("orders", "a"));
        assertThat(KeyName.parsePrefix("orders")).isEqualTo(new KeyName("orders", ""));
        assertThatThrownBy(() -> KeyName.parse("orders")).isInstanceOf(CliFailure.class);
        assertThatThrownBy(() -> KeyName.parse("orders/")).isInstanceOf(CliFailure.class);
        assertThatThrownBy(() -> KeyName.parsePrefix("/a")).isInstanceOf(CliFailure.class);
    }

    @Test
    void a_condition_is_a_version_or_absence() {
        assertThat(Signature.conditions(null)).isEmpty();
        assertThat(Signature.conditions(0L)).isEqualTo(Map.of("If-None-Match", "*"));
        assertThat(Signature.conditions(3L)).isEqualTo(Map.of("If-Match", "\"3\""));
    }

    @Test
    void durations_are_read_as_people_write_them() {
        DurationText text = new DurationText();
        assertThat(text.convert("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(text.convert("30s")).isEqualTo(Duration.ofSeconds(30));
        assertThat(text.convert("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(text.convert("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(text.convert("PT1M30S")).isEqualTo(Duration.ofSeconds(90));
        assertThatThrownBy(() -> text.convert("5 apples")).hasMessageContaining("250ms");
    }

    @Test
    void columns_are_aligned_and_control_characters_do_not_reach_the_terminal() {
        Table table = new Table("KEY", "COMMENT");
        table.row("a", "\u001b[31mred\n");
        table.row("longer", "");
        StringWriter out = new StringWriter();
        table.print(new PrintWriter(out, true));
        assertThat(out.toString().lines()).containsExactly("KEY     COMMENT", "a        [31mred ", "longer  -");
    }
}
