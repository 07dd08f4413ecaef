package io.latchkey.server.cli;

import io.latchkey.client.LatchkeyException;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.client.LockUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    @Mixin
    private final HeldOptions holding = new HeldOptions();

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

    @Override
    int run() throws InterruptedException {
        if (onlyIfFree && wait != null) {
            throw misused("give --try or --wait, not both");
        }
        try (LockClient client = LockClient.connect(holding.client());
                HeldRun runs = new HeldRun(client, holding, this::say)) {
            return runHolding(client, runs);
        } catch (LatchkeyException e) {
            throw new CliFailure(
                    ExitCode.UNAVAILABLE,
                    e.getMessage() + "; start a node with: bin/latchkey dev (or name others with --server)");
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private int runHolding(LockClient client, HeldRun runs) throws InterruptedException {
        Optional<LockLease> granted;
        try {
            granted = acquire(client);
        } catch (LockUnavailableException e) {
            if (runs.ending()) {
                return ExitCode.INTERRUPTED;
            }
            throw e;
        }
        if (granted.isEmpty()) {
            say("somebody else holds the lock " + name);
            return ExitCode.NOT_GRANTED;
        }
        return runs.run(command, held(granted.get()));
    }

    private Optional<LockLease> acquire(LockClient client) throws InterruptedException {
        if (onlyIfFree) {
            return client.lock(name).tryAcquire();
        }
        return wait != null
                ? client.lock(name).tryAcquire(wait)
                : Optional.of(client.lock(name).acquire());
    }

    private HeldRun.Held held(LockLease lease) {
        Map<String, String> variables = Map.of(
                "LATCHKEY_LOCK",
                name,
                "LATCHKEY_FENCING_TOKEN",
                String.valueOf(lease.token().zxid()));
        return new HeldRun.Held("the lock " + name, variables, lease.lost().toCompletableFuture(), lease::releaseAsync);
    }
}
