package io.latchkey.server.cli;

import io.latchkey.client.ClientOptions;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey lock}. */
@Command(
        name = "lock",
        description = {
            "Run a command while holding a lock, and give the lock back when it ends.",
            "",
            "The command finds the fencing token, a number that grows with every grant, in",
            "$$LATCHKEY_FENCING_TOKEN and the lock's name in $$LATCHKEY_LOCK.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey lock nightly-report -- ./report.sh --all",
            "  latchkey lock nightly-report --try -- ./report.sh    not at all if somebody holds it",
            "  latchkey lock deploy --wait 30s -- sh -c 'echo token $LATCHKEY_FENCING_TOKEN'",
            "",
            "Exit codes: that of the command, or 1 it cannot be run, 2 wrong usage, 5 no node answers,",
            "6 the lock was not granted (--try, --wait), 7 the lock was lost while the command ran."
        })
public final class LockCommand extends ClientCommand {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final long RELEASE_MILLIS = 5_000;

    /** What to do when the lock is lost. */
    enum OnLost {
        /** End the command. */
        stop,
        /** Say so and let it run. */
        warn
    }

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT[,...]",
            defaultValue = "localhost:2181",
            description = "Client ports of the nodes. Default: $$LATCHKEY_SERVER, else ${DEFAULT-VALUE}.")
    private String servers = "localhost:2181";

    @Parameters(index = "0", paramLabel = "NAME", description = "The lock; everybody who uses the name shares it.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "The command and its arguments, behind --.")
    private List<String> command = List.of();

    @Option(names = "--try", description = "Do not wait if somebody holds the lock.")
    private boolean onlyIfFree;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationText.class,
            description = "Wait so long at most, like 30s. Default: as long as it takes.")
    private @Nullable Duration wait;

    @Option(
            names = "--session",
            paramLabel = "TIME",
            converter = DurationText.class,
            defaultValue = "10s",
            description = "After how long without a sign of life others get the lock. Default: ${DEFAULT-VALUE}.")
    private Duration session = Duration.ofSeconds(10);

    @Option(
            names = "--on-lost",
            paramLabel = "WHAT",
            defaultValue = "stop",
            description = "When the lock is lost: ${COMPLETION-CANDIDATES} the command. Default: ${DEFAULT-VALUE}.")
    private OnLost onLost = OnLost.stop;

    @Option(
            names = "--kill-after",
            paramLabel = "TIME",
            converter = DurationText.class,
            defaultValue = "5s",
            description = "How long a command may take to end before it is killed. Default: ${DEFAULT-VALUE}.")
    private Duration killAfter = Duration.ofSeconds(5);

    @Override
    int run() throws InterruptedException {
        if (onlyIfFree && wait != null) {
            throw misused("give --try or --wait, not both");
        }
        try (LockClient client = LockClient.connect(options())) {
            Optional<LockLease> granted = acquire(client);
            if (granted.isEmpty()) {
                say("somebody else holds the lock " + name);
                return ExitCode.NOT_GRANTED;
            }
            return runHolding(granted.get());
        } catch (LatchkeyException e) {
            throw new CliFailure(
                    ExitCode.UNAVAILABLE,
                    e.getMessage() + "; start a node with: bin/latchkey dev (or name others with --server)");
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private ClientOptions options() {
        return ClientOptions.builder(servers)
                .sessionTimeout(session)
                .connectTimeout(CONNECT)
                .build();
    }

    private Optional<LockLease> acquire(LockClient client) throws InterruptedException {
        if (onlyIfFree) {
            return client.lock(name).tryAcquire();
        }
        return wait != null
                ? client.lock(name).tryAcquire(wait)
                : Optional.of(client.lock(name).acquire());
    }

    private int runHolding(LockLease lease) throws InterruptedException {
        Map<String, String> variables = Map.of(
                "LATCHKEY_LOCK",
                name,
                "LATCHKEY_FENCING_TOKEN",
                String.valueOf(lease.token().zxid()));
        ChildCommand child = ChildCommand.start(command, variables, killAfter);
        Thread onSignal = new Thread(() -> end(child, lease), "latchkey-lock-stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        int exitCode = follow(child, lease);
        release(lease);
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            return exitCode; // a signal ends this process already, and the hook has nothing left to do
        }
        return exitCode;
    }

    private int follow(ChildCommand child, LockLease lease) throws InterruptedException {
        CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
        try {
            CompletableFuture.anyOf(child.ended(), lost).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither an end nor a loss can fail", e);
        }
        if (!lost.isDone()) {
            return child.await();
        }
        if (onLost == OnLost.warn) {
            say("LOST the lock " + name + " (" + lost.join() + "): somebody else may hold it now");
            return child.await();
        }
        say("LOST the lock " + name + " (" + lost.join() + "): ending the command");
        child.stop();
        return ExitCode.LOST;
    }

    /** Somebody ends us (Ctrl-C, SIGTERM): first the command, then the lock. */
    private static void end(ChildCommand child, LockLease lease) {
        try {
            if (child.running()) {
                child.stop();
            }
            release(lease);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the lock back and waits a moment for the servers to confirm; if they don't, the session's end will do. */
    private static void release(LockLease lease) throws InterruptedException {
        try {
            lease.releaseAsync().toCompletableFuture().get(RELEASE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            lease.close();
        }
    }
}
