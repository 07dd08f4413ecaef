package io.latchkey.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands share that talk to a running node: a failure is one line and an exit code. */
abstract class ClientCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create(); // picocli puts the real one here before it calls

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the annotation, nobody at the value
    private boolean helpRequested;

    /**
     * Does the work.
     *
     * @return one of {@link ExitCode}
     */
    abstract int run() throws InterruptedException;

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (CliFailure e) {
            say(String.valueOf(e.getMessage()));
            return e.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        } finally {
            out().flush();
        }
    }

    /** Where results go. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Tells people something that is no result. */
    final void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + Table.printable(text));
        err.flush();
    }

    final ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    final CommandSpec spec() {
        return spec;
    }
}
