package io.latchkey.server;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import ch.qos.logback.core.util.OptionHelper;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is logged and how: one line per event, on standard error, since standard output belongs to the results of
 * commands. Logback finds it as a service; to read the same from a file took a tenth of an empty server's start.
 *
 * <p>A {@code logback.xml} on the class path, or {@code -Dlogback.configurationFile=FILE}, takes its place, and so does
 * any other service of this kind.
 */
@ConfiguratorRank(ConfiguratorRank.NOMINAL + 1) // just before Logback looks for files itself
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{0}"
            + " %replace(%msg){'[\\p{Cntrl}]+', ' '} %replace(%ex{12}){'\\s*[\\r\\n]+\\s*', ' | '}%nopex%n";

    private static final Map<String, Level> LEVELS = Map.of(
            Logger.ROOT_LOGGER_NAME,
            Level.WARN,
            "io.latchkey",
            Level.INFO,
            "io.latchkey.client",
            Level.WARN,
            "net.openhft.affinity", // affinity of threads is not used, and missing
            Level.ERROR,
            "io.netty.bootstrap.ServerBootstrap", // connections that come in while the last ones are closed
            Level.ERROR);

    private final ClassLoader classes;

    /** Logback calls it. */
    public LogSetup() {
        this(LogSetup.class.getClassLoader());
    }

    /** @param classes where a {@code logback.xml} would be */
    LogSetup(ClassLoader classes) {
        this.classes = classes;
    }

    @Override
    public ExecutionStatus configure(LoggerContext logging) {
        if (isGivenElsewhere()) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        logging.getStatusManager().add(new NopStatusListener());
        LEVELS.forEach((name, level) -> logging.getLogger(name).setLevel(level));
        logging.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(standardError(logging));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private boolean isGivenElsewhere() {
        return OptionHelper.getSystemProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
                || classes.getResource(ClassicConstants.TEST_AUTOCONFIG_FILE) != null
                || classes.getResource(ClassicConstants.AUTOCONFIG_FILE) != null;
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext logging) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(logging);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(logging);
        appender.setName("err");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
