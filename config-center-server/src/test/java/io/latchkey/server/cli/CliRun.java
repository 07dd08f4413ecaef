package io.latchkey.server.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * A command that ran in this process.
 *
 * @param exitCode what the shell would get
 * @param out      its results
 * @param err      what it said besides
 */
record CliRun(int exitCode, String out, String err) {

    @Command(name = "latchkey")
    private static final class Root {}

    /** Runs a command without input. */
    static CliRun of(String... arguments) {
        return withInput("", arguments);
    }

    /** Runs a command that may read the given text. */
    static CliRun withInput(String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = commandLine(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new CliRun(exitCode, out.toString(), err.toString());
    }

    /** All commands of this package, under a root of that name. */
    static CommandLine commandLine(InputStream stdin) {
        return new CommandLine(new Root())
                .addSubcommand(new GetCommand())
                .addSubcommand(new PutCommand(stdin))
                .addSubcommand(new RmCommand())
                .addSubcommand(new LsCommand())
                .addSubcommand(new WatchCommand())
                .addSubcommand(new HistoryCommand())
                .addSubcommand(new RollbackCommand())
                .addSubcommand(new LockCommand())
                .addSubcommand(new ElectCommand())
                .addSubcommand(new LocksCommand(stdin))
                .addSubcommand(new StatusCommand())
                .addSubcommand(LatchkeyCommand.members())
                .addSubcommand(LatchkeyCommand.leader())
                .addSubcommand(new CompletionCommand());
    }
}
