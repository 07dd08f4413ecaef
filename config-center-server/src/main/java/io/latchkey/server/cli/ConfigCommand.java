package io.latchkey.server.cli;

import io.latchkey.server.ProcessContext;
import io.latchkey.server.ServerConfig;
import io.latchkey.server.settings.ConfigException;
import io.latchkey.server.settings.EffectiveYaml;
import io.latchkey.server.settings.ResolvedSettings;
import io.latchkey.server.settings.SettingsLoader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey config}. */
@Command(
        name = "config",
        description = "Check the configuration of a node, and show what comes of file, environment and flags.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey config --config latchkey.yaml                    only check it",
            "  latchkey config --config zoo.cfg --effective              what the node would run with, as YAML",
            "",
            "Exit codes: 0 the configuration is right, 2 it is not, or wrong usage."
        })
public final class ConfigCommand extends ClientCommand {
    private final ProcessContext context;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Our YAML, or a ZooKeeper zoo.cfg.")
    private @Nullable Path file;

    @Option(names = "--effective", description = "Print every setting with its origin; secrets are not shown.")
    private boolean effective;

    public ConfigCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    int run() {
        try {
            ResolvedSettings settings = SettingsLoader.load(file, context.environment(), SettingOptions.given(spec()));
            ServerConfig config = ServerConfig.of(settings);
            settings.notices().forEach(this::say);
            if (effective) {
                out().print(EffectiveYaml.print(settings));
            } else {
                out().println("the configuration of server " + config.id() + " is right");
            }
            return ExitCode.OK;
        } catch (ConfigException e) {
            complain(this, e);
            return ExitCode.USAGE;
        }
    }

    /** A line for each problem. */
    static void complain(ClientCommand command, ConfigException problems) {
        String.valueOf(problems.getMessage()).lines().forEach(command::say);
    }
}
