package io.latchkey.server.cli;

import io.latchkey.server.ProcessContext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey server}. */
@Command(
        name = ServerArguments.COMMAND,
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
    private final ProcessContext context;

    @Option(
            names = {ServerArguments.CONFIG_SHORT, ServerArguments.CONFIG},
            paramLabel = "FILE",
            description = "Our YAML, or a ZooKeeper zoo.cfg.")
    private @Nullable Path file;

    @Option(
            names = "--end-with",
            paramLabel = "PID",
            hidden = true,
            description = "Stop when the process with this id has ended.")
    private @Nullable Long parent;

    @Option(
            names = "--rehearse",
            hidden = true,
            description = "First let three nodes start twice in this process, with data below the data directory.")
    private boolean rehearse;

    public ServerCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    int run() throws InterruptedException {
        return new ServerRun(context, arguments(), this::say).run();
    }

    /** What the command line says that has just been parsed. */
    ServerArguments arguments() {
        return new ServerArguments(file, SettingOptions.given(spec()), parent, rehearse);
    }
}
