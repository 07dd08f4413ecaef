package io.latchkey.server.cli;

import io.latchkey.server.NodeProcess;
import io.latchkey.server.ProcessContext;
import io.latchkey.server.ServerConfig;
import io.latchkey.server.settings.ConfigException;
import io.latchkey.server.settings.ResolvedSettings;
import io.latchkey.server.settings.SettingsLoader;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey server}. */
@Command(
        name = "server",
        description = "Run one node in the foreground, until SIGTERM or Ctrl-C stops it.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey server --config latchkey.yaml",
            "  latchkey server --config /etc/zookeeper/zoo.cfg      a ZooKeeper configuration, as it is",
            "  latchkey server --data-dir /var/lib/latchkey --client-port 2182",
            "",
            "Exit codes: 1 the node could not start or had to end, 2 wrong usage or configuration,"
                    + " 143 ended by SIGTERM, 130 by Ctrl-C."
        })
public final class ServerCommand extends ClientCommand {
    private static final Logger log = LoggerFactory.getLogger(ServerCommand.class);

    private final ProcessContext context;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Our YAML, or a ZooKeeper zoo.cfg.")
    private @Nullable Path file;

    @Option(
            names = "--end-with",
            paramLabel = "PID",
            hidden = true,
            description = "Stop when the process with this id has ended.")
    private @Nullable Long parent;

    public ServerCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    int run() throws InterruptedException {
        ServerConfig config;
        try {
            ResolvedSettings settings = SettingsLoader.load(file, context.environment(), SettingOptions.given(spec()));
            config = ServerConfig.of(settings);
            settings.notices().forEach(notice -> log.warn("{}", notice));
        } catch (ConfigException e) {
            ConfigCommand.complain(this, e);
            return ExitCode.USAGE;
        }
        return new NodeProcess(config, context).run(end()) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Whoever started this process may die without a word; its nodes must not stay behind. */
    private CompletableFuture<?> end() {
        if (parent == null) {
            return new CompletableFuture<>();
        }
        return ProcessHandle.of(parent)
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }
}
