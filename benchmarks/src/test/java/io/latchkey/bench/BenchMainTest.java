package io.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchMainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        List<String> line = new ArrayList<>(List.of("--jar", "missing.jar", "--jvm-options", "missing.options"));
        line.addAll(List.of(args));
        CommandLine tool =
                BenchMain.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return tool.execute(line.toArray(String[]::new));
    }

    @Test
    void help_shows_examples() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Examples:", "--versus-zookeeper --nodes 1,3", "Exit codes:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    writes                                     | give --target or --versus-zookeeper
                    --target a:1                               | name a suite: reads, mixed
                    --target a:1 sings                         | 'sings' is no suite
                    --target a writes                          | 'a' is not HOST:PORT
                    --target a:70000 writes                    | 'a:70000' is not HOST:PORT
                    --target a:1,,b:2 writes                   | '' is not HOST:PORT
                    --versus-zookeeper --target a:1 writes     | names both targets already
                    --versus-zookeeper --nodes 2 writes        | --nodes is 1, 3 or 1,3, not 2
                    --target a:1 --rounds 0 writes             | --rounds is 1 to 1000, not 0
                    --target a:1 --seconds 60 writes           | --seconds is 0.1 to 20, not 60
                    --target latchkey --dir /no/where writes   | --dir /no/where is no folder
                    failover --kills 0 --freezes 0             | there is nothing to do
                    failover --of etcd                         | --of is latchkey or zookeeper, not etcd
                    failover --dir /no/where                   | --dir /no/where is no folder
                    --no-such-option writes                    | Unknown option
                    """)
    void a_mistake_gets_one_line(String args, String message) {
        assertThat(run(args.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(message);
    }

    @Test
    void a_server_that_is_not_there_gets_one_line() {
        assertThat(run("--target", "127.0.0.1:1", "reads")).isEqualTo(1);
        assertThat(err.toString()).startsWith("latchkey-bench: can't connect to");
    }

    @Test
    void a_jar_that_is_not_built_gets_one_line() {
        assertThat(run("--target", "latchkey", "reads")).isEqualTo(1);
        assertThat(err.toString()).contains("missing.jar", "build it with");
    }
}
