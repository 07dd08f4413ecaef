package io.latchkey.server.cli;

import io.latchkey.server.ProcessContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
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
    private static final String COMPLETION = "completion";

    private LatchkeyCommand() {}

    /**
     * The command line; a run without a command prints the help and is a wrong usage.
     *
     * @param args if they begin with a command, only that one is there: to look into the options of all of them takes
     *     longer than most commands take
     */
    public static CommandLine commandLine(ProcessContext context, String... args) {
        CommandLine root = new CommandLine(new LatchkeyCommand());
        Map<String, Supplier<Object>> commands = commands(context);
        Supplier<Object> only = args.length == 0 || args[0].equals(COMPLETION) ? null : commands.get(args[0]);
        if (only != null) {
            root.addSubcommand(only.get());
        } else {
            commands.values().forEach(command -> root.addSubcommand(command.get()));
        }
        root.setDefaultValueProvider(new EnvironmentDefaults(context.environment()));
        root.setExecutionStrategy(
                result -> result.hasSubcommand() || result.isUsageHelpRequested() || result.isVersionHelpRequested()
                        ? new CommandLine.RunLast().execute(result)
                        : help(root));
        return root;
    }

    /** In the order of the help. */
    private static Map<String, Supplier<Object>> commands(ProcessContext context) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("dev", () -> new DevCommand(context));
        commands.put("server", () -> SettingOptions.addTo(new CommandLine(new ServerCommand(context))));
        commands.put("config", () -> SettingOptions.addTo(new CommandLine(new ConfigCommand(context))));
        commands.put("get", GetCommand::new);
        commands.put("put", () -> new PutCommand(context.stdin()));
        commands.put("rm", RmCommand::new);
        commands.put("ls", LsCommand::new);
        commands.put("watch", WatchCommand::new);
        commands.put("history", HistoryCommand::new);
        commands.put("rollback", RollbackCommand::new);
        commands.put("lock", LockCommand::new);
        commands.put("locks", () -> new LocksCommand(context.stdin()));
        commands.put("elect", ElectCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("members", LatchkeyCommand::members);
        commands.put("leader", LatchkeyCommand::leader);
        commands.put("inspect", LatchkeyCommand::inspect);
        commands.put(COMPLETION, CompletionCommand::new); // which tells of all the others
        return commands;
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

    private static CommandLine inspect() {
        return new CommandLine(new InspectCommand())
                .addSubcommand(new InspectListCommand())
                .addSubcommand(new InspectVerifyCommand())
                .addSubcommand(new InspectDiffCommand())
                .addSubcommand(new InspectShowCommand());
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
