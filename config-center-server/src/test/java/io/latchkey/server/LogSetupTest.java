package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSetupTest {
    private final LoggerContext logging = new LoggerContext();
    private final LogSetup setup = new LogSetup(new URLClassLoader(new URL[0], null));

    @Test
    void logback_finds_it_and_then_reads_no_file() {
        assertThat(ServiceLoader.load(ch.qos.logback.classic.spi.Configurator.class))
                .hasAtLeastOneElementOfType(LogSetup.class);
        assertThat(setup.configure(logging)).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
    }

    @Test
    void a_file_that_somebody_brings_takes_its_place(@TempDir Path dir) throws IOException {
        Files.writeString(dir.resolve("logback.xml"), "<configuration/>");
        try (URLClassLoader classes = new URLClassLoader(new URL[] {dir.toUri().toURL()}, null)) {
            assertThat(new LogSetup(classes).configure(logging)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
        }
        assertThat(logging.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders())
                .isExhausted();
    }

    @Test
    void we_speak_from_info_and_the_libraries_from_warn() {
        setup.configure(logging);
        assertThat(logging.getLogger("io.latchkey.zab.runtime").getEffectiveLevel())
                .isEqualTo(Level.INFO);
        assertThat(logging.getLogger("io.latchkey.client.Session").getEffectiveLevel())
                .isEqualTo(Level.WARN);
        assertThat(logging.getLogger("io.vertx.core").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(logging.getLogger("net.openhft.affinity.Affinity").getEffectiveLevel())
                .isEqualTo(Level.ERROR);
    }

    @Test
    void an_event_is_one_line_on_standard_error_whatever_is_in_it() {
        setup.configure(logging);
        Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>) root.getAppender("err");
        assertThat(appender.getTarget()).isEqualTo("System.err");
        PatternLayoutEncoder encoder = (PatternLayoutEncoder) appender.getEncoder();
        Logger ours = logging.getLogger("io.latchkey.server.Ours");
        LoggingEvent event = new LoggingEvent(
                "x", ours, Level.WARN, "a\r\nb \u001b[0m ü", new IllegalStateException("c\nd"), new Object[0]);
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
        assertThat(line.lines()).hasSize(1);
        assertThat(line).contains(" WARN  Ours a b  [0m ü java.lang.IllegalStateException: c | d | at ");
        assertThat(line).endsWith(System.lineSeparator());
    }
}
