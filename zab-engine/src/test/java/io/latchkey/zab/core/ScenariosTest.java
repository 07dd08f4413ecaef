package io.latchkey.zab.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the protocol, each as a transcript that a reader of the ZAB paper can follow: resources/scenarios. */
class ScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void the_server_does_what_the_scenario_says(String name, Path file) throws IOException {
        List<String> scenario = Files.readAllLines(file);
        assertThat(String.join("\n", Transcript.replay(scenario))).as(name).isEqualTo(String.join("\n", scenario));
    }

    static List<Object[]> scenarios() throws IOException, URISyntaxException {
        URL directory = Objects.requireNonNull(ScenariosTest.class.getResource("/scenarios"));
        try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
            return files.sorted()
                    .map(file -> new Object[] {file.getFileName().toString(), file})
                    .toList();
        }
    }
}
