package io.latchkey.server.cli;

import io.latchkey.server.ProcessContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the command line: every command of the program is registered here. */
@Command(
        name = "latchkey",
        mixinStandardHelpOptions = true,
        versionProvider = LatchkeyCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Distributed locks and live configuration; speaks ZooKeeper's client protocol.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey dev --nodes 3                       three nodes on this machine",
            "  latchkey server --config latchkey.yaml       one node in the foreground",
            "  latchkey put app/greeting hello              publish a configuration value",
            "  latchkey lock nightly-job -- ./backup.sh     run a command under a lock",
            "",
            "'latchkey COMMAND --help' tells more of each. " + ExitCode.HELP
        })
public final class LatchkeyCommand {
    private LatchkeyCommand() {}

    /** The whole command line. A run without a command prints the help and is a wrong usage. */
    public static CommandLine commandLine(ProcessContext context) {
        CommandLine root = new CommandLine(new LatchkeyCommand())
                .addSubcommand(new DevCommand(context))
                .addSubcommand(SettingOptions.addTo(new CommandLine(new ServerCommand(context))))
                .addSubcommand(SettingOptions.addTo(new CommandLine(new ConfigCommand(context))))
                .addSubcommand(new GetCommand())
                .addSubcommand(new PutCommand(context.stdin()))
                .addSubcommand(new RmCommand())
                .addSubcommand(new LsCommand())
                .addSubcommand(new WatchCommand())
                .addSubcommand(new HistoryCommand())
                .addSubcommand(new RollbackCommand())
                .addSubcommand(new LockCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(members())
                .addSubcommand(leader())
                .addSubcommand(new CompletionCommand());
        root.setDefaultValueProvider(new EnvironmentDefaults(context.environment()));
        root.setExecutionStrategy(
                result -> result.hasSubcommand() || result.isUsageHelpRequested() || result.isVersionHelpRequested()
                        ? new CommandLine.RunLast().execute(result)
                        : help(root));
        return root;
    }

    static CommandLine members() {
        return new CommandLine(new MembersCommand())
                .addSubcommand(new MembersAddCommand())
                .addSubcommand(new MembersRemoveCommand())
                .addSubcommand(new MembersSetCommand());
    }

    static CommandLine leader() {
        return new CommandLine(new LeaderCommand()).addSubcommand(new LeaderTransferCommand());
    }

    private static int help(CommandLine root) {
        root.usage(root.getErr());
        return ExitCode.USAGE;
    }

    /** As the jar's manifest says; a build that was not packed has no version. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = LatchkeyCommand.class.getPackage().getImplementationVersion();
            return new String[] {"Latchkey " + (version == null ? "(not packed)" : version), "Java " + Runtime.version()
            };
        }
    }
}
