package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey locks}. */
@Command(
        name = "locks",
        description = "Show which locks are held and who waits for them; of one, its whole queue.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey locks                          those that most wait for come first",
            "  latchkey locks orders/42                who holds it and who waits, in order",
            "  latchkey locks --election scheduler     the candidates of an election",
            "  latchkey locks /app/curator/mutex       a queue of another client's, by its path",
            "  latchkey locks --watch                  again whenever something has changed",
            "  latchkey locks --deadlocks              who waits for each other",
            "  latchkey locks deploy --force-release --reason 'host lost its power'",
            "  latchkey locks -o json | jq -r '.locks[] | select(.waiting > 10) | .name'",
            "",
            ExitCode.HELP
        })
public final class LocksCommand extends PrintingCommand {
    private static final long PAUSE_MILLIS = 1_000;
    private static final String CLEAR = "\033[H\033[2J";

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "One lock; or the path of its znode, with a / before.")
    private @Nullable String name;

    @Option(names = "--election", description = "NAME is that of an election.")
    private boolean election;

    @Option(
            names = "--order",
            paramLabel = "WHAT",
            defaultValue = "waiting",
            description = "What comes first: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Order order = Order.waiting;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many are shown: locks, or places in the queue of one; 1 to 1000. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int limit = 100;

    @Option(names = "--deadlocks", description = "Show circles of sessions that wait for each other.")
    private boolean deadlocks;

    @Option(names = "--watch", description = "Look every second, and print again what has changed, until Ctrl-C.")
    private boolean watch;

    @Mixin
    private final ForcedReleaseRequest forcing = new ForcedReleaseRequest();

    private final InputStream stdin;

    /** Reads from standard input whether a forced release is meant. */
    public LocksCommand() {
        this(System.in);
    }

    LocksCommand(InputStream stdin) {
        this.stdin = stdin;
    }

    /** What comes first. */
    enum Order {
        /** Those that most wait for. */
        waiting,
        /** By name. */
        name
    }

    @Override
    int run() throws InterruptedException {
        if (election && name == null) {
            throw misused("--election wants a NAME");
        }
        if (limit < 1 || limit > 1_000) {
            throw misused("--limit " + limit + " is not in 1 to 1000");
        }
        if (deadlocks && (name != null || watch || forcing.wanted())) {
            throw misused("--deadlocks stands alone");
        }
        String problem = forcing.problem(name, watch);
        if (problem != null) {
            throw misused(problem);
        }
        ApiClient client = api.client();
        if (deadlocks) {
            printDeadlocks(client.get("/locks/deadlocks"));
            return ExitCode.OK;
        }
        String address = address();
        if (forcing.wanted()) {
            return forceRelease(client, address);
        }
        if (!watch) {
            print(client.get(address));
            return ExitCode.OK;
        }
        watch(client, address);
        return ExitCode.OK;
    }

    private int forceRelease(ApiClient client, String address) throws InterruptedException {
        JsonNode lock = client.get(address).path("locks").path(0);
        if (lock.isMissingNode()) {
            throw new CliFailure(ExitCode.NOT_FOUND, "nobody holds " + name + " or waits for it");
        }
        JsonNode place = forcing.choose(lock, String.valueOf(name));
        String whom = holder(place) + " (token " + place.path("token").asText() + ")";
        boolean meant = forcing.confirmedBy(
                stdin,
                () -> say("take " + name + " away from " + whom
                        + "? Others get it at once, also if that one still works. Type yes:"));
        if (!meant) {
            throw new CliFailure(ExitCode.FAILED, "not confirmed (yes, or --yes): nothing was changed");
        }
        JsonNode done = forcing.send(client, lock, place);
        if (asJson()) {
            printJson(done);
        } else {
            out().println(Table.printable(name + " taken away from " + whom));
        }
        return ExitCode.OK;
    }

    private String address() {
        String wanted = name;
        if (wanted == null) {
            return "/locks?places=1&order=" + order + "&limit=" + limit;
        }
        String root = election ? "/elections/" : "/locks/";
        return "/locks?path=" + KeyName.encode(wanted.startsWith("/") ? wanted : root + wanted) + "&places=" + limit;
    }

    private void watch(ApiClient client, String address) throws InterruptedException {
        JsonNode shown = null;
        boolean troubled = false;
        while (true) {
            try {
                JsonNode answer = client.get(address);
                if (troubled || !answer.path("locks").equals(shown)) {
                    again(answer);
                    shown = answer.path("locks");
                }
                troubled = false;
            } catch (CliFailure e) {
                if (e.exitCode() != ExitCode.UNAVAILABLE || shown == null) {
                    throw e;
                }
                if (!troubled) {
                    say(e.getMessage() + "; looking again every second");
                }
                troubled = true;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private void again(JsonNode answer) {
        if (asJson()) {
            out().println(answer); // one line each
        } else {
            if (Ansi.AUTO.enabled()) {
                out().print(CLEAR);
            }
            out().println(Table.time(answer.path("nowMs")));
            print(answer);
        }
        out().flush();
    }

    private void print(JsonNode answer) {
        if (asJson()) {
            printJson(answer);
        } else if (name == null) {
            printAll(answer);
        } else if (answer.path("locks").isEmpty()) {
            out().println("nobody holds " + Table.printable(name) + " or waits for it");
        } else {
            printOne(answer.path("locks").path(0), answer.path("nowMs").asLong());
        }
    }

    private void printAll(JsonNode answer) {
        if (answer.path("locks").isEmpty()) {
            out().println("no lock is in use");
            return;
        }
        Table table = new Table("LOCK", "KIND", "HELD BY", "SINCE", "WAITING");
        for (JsonNode lock : answer.path("locks")) {
            JsonNode first = lock.path("holders").path(0);
            int others = lock.path("held").asInt() - 1;
            table.row(
                    lock.path("name").asText(),
                    lock.path("kind").asText().toLowerCase(Locale.ROOT),
                    holder(first) + (others > 0 ? " and " + others + " more" : ""),
                    Table.time(first.path(first.path("heldSinceMs").isNumber() ? "heldSinceMs" : "sinceMs")),
                    lock.path("waiting").asText());
        }
        table.print(out());
        int deadlocks = answer.path("deadlocks").asInt();
        if (deadlocks > 0) {
            say(deadlocks + (deadlocks == 1 ? " deadlock" : " deadlocks") + ": see latchkey locks --deadlocks");
        }
        int total = answer.path("total").asInt();
        if (total > answer.path("locks").size()) {
            say("shown are " + answer.path("locks").size() + " of " + total + " (--limit)");
        }
    }

    private void printOne(JsonNode lock, long nowMs) {
        Table table = new Table("PLACE", "MODE", "OWNER", "SESSION", "TOKEN", "QUEUED", "AGE", "GRANTED");
        lock.path("holders").forEach(holder -> row(table, "holds", holder, nowMs));
        int place = 1;
        for (JsonNode waiting : lock.path("queue")) {
            row(table, String.valueOf(place++), waiting, nowMs);
        }
        table.print(out());
        int more = lock.path("waiting").asInt() - lock.path("queue").size();
        if (more > 0) {
            say(more + " more wait behind these (--limit)");
        }
    }

    private void printDeadlocks(JsonNode answer) {
        if (asJson()) {
            printJson(answer);
            return;
        }
        if (answer.path("deadlocks").isEmpty()) {
            out().println("no deadlock");
        }
        for (JsonNode deadlock : answer.path("deadlocks")) {
            out().println(Table.printable(Table.time(deadlock.path("sinceMs")) + "  "
                    + deadlock.path("text").asText()));
        }
    }

    private static void row(Table table, String place, JsonNode entry, long nowMs) {
        table.row(
                place,
                entry.path("mode").asText().toLowerCase(Locale.ROOT),
                entry.path("owner").asText(),
                entry.path("session").asText(),
                entry.path("token").asText(),
                Table.time(entry.path("sinceMs")),
                DurationText.of(nowMs - entry.path("sinceMs").asLong()),
                Table.time(entry.path("heldSinceMs")));
    }

    private static String holder(JsonNode place) {
        String owner = place.path("owner").asText();
        return owner.isEmpty() ? "session " + place.path("session").asText() : owner;
    }
}
