package io.latchkey.server.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of the user's that runs with our terminal. Any thread. */
final class ChildCommand {
    private final Process process;
    private final Duration killAfter;

    private ChildCommand(Process process, Duration killAfter) {
        this.process = process;
        this.killAfter = killAfter;
    }

    /**
     * Starts a command.
     *
     * @param variables to add to its environment
     * @param killAfter how long it may take to end when asked to
     */
    static ChildCommand start(List<String> command, Map<String, String> variables, Duration killAfter) {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(variables);
        try {
            return new ChildCommand(builder.start(), killAfter);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, "cannot run " + command.get(0) + ": " + e.getMessage());
        }
    }

    /** Completes when it has ended. */
    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    boolean running() {
        return process.isAlive();
    }

    /** Waits for its end and returns its exit code; 128 and the signal's number if a signal ended it. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks it to end (SIGTERM), and makes it end (SIGKILL) when it takes too long. Returns when it has ended. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(killAfter.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
