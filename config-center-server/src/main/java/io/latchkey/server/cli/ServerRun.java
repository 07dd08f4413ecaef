package io.latchkey.server.cli;

import io.latchkey.server.NodeProcess;
import io.latchkey.server.ProcessContext;
import io.latchkey.server.ServerConfig;
import io.latchkey.server.settings.ConfigException;
import io.latchkey.server.settings.ResolvedSettings;
import io.latchkey.server.settings.SettingsLoader;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code latchkey server} does, once its arguments are known. */
public final class ServerRun {
    private static final Logger log = LoggerFactory.getLogger(ServerRun.class);

    private final ProcessContext context;
    private final ServerArguments arguments;
    private final Consumer<String> say;

    /** @param say gets what is wrong with the configuration, line by line */
    ServerRun(ProcessContext context, ServerArguments arguments, Consumer<String> say) {
        this.context = context;
        this.arguments = arguments;
        this.say = say;
    }

    /**
     * Runs a server whose command line needs no help of {@link LatchkeyCommand}.
     *
     * @param err where it says what is wrong with the configuration
     * @return the exit code, or null if the command line is not of that kind: then nothing was done
     */
    public static @Nullable Integer plainly(ProcessContext context, PrintWriter err, String... args) {
        ServerArguments arguments = ServerArguments.plain(args);
        if (arguments == null) {
            return null;
        }
        Consumer<String> say =
                line -> err.println("latchkey " + ServerArguments.COMMAND + ": " + Table.printable(line));
        try {
            return new ServerRun(context, arguments, say).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        } catch (RuntimeException e) {
            e.printStackTrace(err); // as for any command; the process must end, whatever threads there are
            return ExitCode.FAILED;
        } finally {
            err.flush();
        }
    }

    /** @return the exit code, when the server has ended */
    int run() throws InterruptedException {
        ServerConfig config;
        try {
            ResolvedSettings settings =
                    SettingsLoader.load(arguments.file(), context.environment(), arguments.settings());
            config = ServerConfig.of(settings);
            settings.notices().forEach(notice -> log.warn("{}", notice));
        } catch (ConfigException e) {
            String.valueOf(e.getMessage()).lines().forEach(say);
            return ExitCode.USAGE;
        }
        if (arguments.rehearse()) {
            new Rehearsal(config.dataDir().resolve("rehearsal")).run();
        }
        return new NodeProcess(config, context).run(end()) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Whoever started this process may die without a word; its nodes must not stay behind. */
    private CompletableFuture<?> end() {
        Long parent = arguments.parent();
        if (parent == null) {
            return new CompletableFuture<>();
        }
        return ProcessHandle.of(parent)
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }
}
