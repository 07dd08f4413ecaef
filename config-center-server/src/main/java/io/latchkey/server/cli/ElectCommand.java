package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.LeaderElection;
import io.latchkey.client.Leadership;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockInfo;
import io.latchkey.client.LossReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey elect}. */
@Command(
        name = "elect",
        description = {
            "Be a candidate in an election, and run a command while elected. The candidate that",
            "has waited longest leads. Leadership ends with the command.",
            "",
            "The command finds the election's name in $$LATCHKEY_ELECTION and the epoch, a number",
            "that grows with every leader, in $$LATCHKEY_EPOCH and $$LATCHKEY_FENCING_TOKEN.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey elect scheduler -- ./scheduler.sh",
            "  latchkey elect scheduler --rejoin -- ./scheduler.sh     a candidate again after a loss",
            "  latchkey elect scheduler -- sh -c 'exec ./write --epoch $LATCHKEY_EPOCH'",
            "  latchkey elect scheduler --observe                      who leads, and each change",
            "  latchkey elect scheduler --observe -o json              one JSON object a line",
            "",
            "Exit codes: that of the command, or 1 it cannot be run, 2 wrong usage, 5 no node answers,",
            "7 the leadership was lost while the command ran (without --rejoin)."
        })
public final class ElectCommand extends PrintingCommand {
    private static final long PAUSE_MILLIS = 1_000;

    @Mixin
    private final HeldOptions holding = new HeldOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The election; all candidates use the same name.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "The command and its arguments, behind --.")
    private List<String> command = List.of();

    @Option(
            names = "--rejoin",
            description = "Be a candidate again after a loss, and when no node answers, instead of ending.")
    private boolean rejoin;

    @Option(
            names = "--observe",
            description =
                    "Be no candidate: print who leads, then each change (looked for once a second), until Ctrl-C.")
    private boolean observe;

    @Override
    int run() throws InterruptedException {
        if (observe && (rejoin || !command.isEmpty())) {
            throw misused("--observe is for those who are no candidate: it takes neither a command nor --rejoin");
        }
        if (!observe && command.isEmpty()) {
            throw misused("give a command behind --, or --observe");
        }
        try (LockClient client = LockClient.connect(holding.client());
                HeldRun runs = new HeldRun(client, holding, this::say)) {
            return observe ? observe(client, runs) : campaign(client, runs);
        } catch (LatchkeyException e) {
            throw unavailable(e);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static CliFailure unavailable(Throwable e) {
        return new CliFailure(
                ExitCode.UNAVAILABLE,
                e.getMessage() + "; start a node with: bin/latchkey dev (or name others with --server)");
    }

    private int campaign(LockClient client, HeldRun runs) throws InterruptedException {
        while (true) {
            try (LeaderElection election = client.election(name)) {
                int exitCode = runs.run(
                        command, held(election.campaign().toCompletableFuture().get()));
                if (!rejoin || exitCode != ExitCode.LOST) {
                    return exitCode;
                }
            } catch (ExecutionException e) {
                if (runs.ending()) {
                    return ExitCode.INTERRUPTED;
                }
                if (!rejoin || !(e.getCause() instanceof LatchkeyException failure)) {
                    throw unavailable(e.getCause() == null ? e : e.getCause());
                }
                say(failure.getMessage() + "; being a candidate again");
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    private HeldRun.Held held(Leadership leadership) {
        String epoch = String.valueOf(leadership.epoch().zxid());
        CompletableFuture<LossReason> lost = new CompletableFuture<>();
        leadership.onLost(lost::complete, Runnable::run);
        return new HeldRun.Held(
                "the leadership of " + name,
                Map.of("LATCHKEY_ELECTION", name, "LATCHKEY_EPOCH", epoch, "LATCHKEY_FENCING_TOKEN", epoch),
                lost,
                leadership::resign);
    }

    /** Until this process is ended. */
    private int observe(LockClient client, HeldRun runs) throws InterruptedException {
        LeaderElection election = client.election(name);
        long shown = -1;
        boolean troubled = false;
        while (true) {
            try {
                Optional<LockInfo.Entry> leader =
                        election.leader().toCompletableFuture().get();
                long epoch = leader.map(entry -> entry.token().zxid()).orElse(0L);
                if (epoch != shown) {
                    show(leader.orElse(null));
                    shown = epoch;
                }
                troubled = false;
            } catch (ExecutionException e) {
                if (!troubled && !runs.ending()) {
                    say("cannot tell who leads: " + (e.getCause() == null ? e : e.getCause()).getMessage());
                }
                troubled = true;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private void show(LockInfo.@Nullable Entry leader) {
        if (asJson()) {
            ObjectNode line = ApiClient.JSON.createObjectNode();
            line.put("election", name);
            if (leader == null) {
                line.putNull("leader");
            } else {
                line.putObject("leader")
                        .put("owner", leader.owner())
                        .put("epoch", String.valueOf(leader.token().zxid()))
                        .put("sinceMs", leader.since().toEpochMilli())
                        .put("session", "0x" + Long.toHexString(leader.sessionId()));
            }
            out().println(line);
        } else if (leader == null) {
            out().println(Table.time(Instant.now().toEpochMilli()) + "  nobody leads " + Table.printable(name));
        } else {
            out().println(Table.printable(Table.time(Instant.now().toEpochMilli()) + "  " + leader.owner() + " leads "
                    + name + ", epoch " + leader.token().zxid() + ", candidate since "
                    + Table.time(leader.since().toEpochMilli())));
        }
        out().flush();
    }
}
