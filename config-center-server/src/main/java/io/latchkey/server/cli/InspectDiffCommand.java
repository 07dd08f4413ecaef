package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latchkey.server.inspect.DataSet;
import io.latchkey.server.inspect.Difference;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey inspect diff}. */
@Command(
        name = "diff",
        description = {
            "Find the first transaction that two servers don't have alike, by zxid and content, and snapshots of one zxid"
                    + " with different trees.",
            "That one goes on where the other ends is no difference: it may not have arrived yet. What is not committed"
                    + " may differ, until a leader has decided."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey inspect diff node-1/data node-2/data",
            "  latchkey inspect diff /var/lib/latchkey /var/lib/latchkey/damaged-1",
            "",
            "Exit codes: 0 no difference, 1 there is one, 2 wrong usage."
        })
public final class InspectDiffCommand extends InspectingCommand {
    @Parameters(index = "0", paramLabel = "DIR1", description = "Data directory of one server.")
    private Path left = Path.of("");

    @Parameters(index = "1", paramLabel = "DIR2", description = "Data directory of the other.")
    private Path right = Path.of("");

    @Override
    int inspect() throws IOException {
        if (logDir() != null) {
            throw misused(
                    "--log-dir is of one server: give copies of the directories, with journal and snapshots in one");
        }
        DataSet one = read(left);
        DataSet two = read(right);
        Difference difference = Difference.between(one, two);
        if (asJson()) {
            printJson(json(one, two, difference));
        } else {
            print(one, two, difference);
        }
        return difference.first() == null ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(DataSet one, DataSet two, Difference difference) {
        warnIfShortened(one);
        warnIfShortened(two);
        Difference.Finding first = difference.first();
        if (first != null) {
            out().println("they part at " + zxid(first.zxid()) + ":");
            out().println("  " + one.directory() + " has " + Table.printable(first.left()));
            out().println("  " + two.directory() + " has " + Table.printable(first.right()));
        } else if (difference.compared() == 0) {
            out().println("no difference, but no transaction in common either: " + extent(one) + ", " + extent(two));
        } else {
            out().println("no difference: " + difference.compared() + " transactions are the same, up to "
                    + zxid(difference.upTo()) + "; " + extent(one) + ", " + extent(two));
        }
    }

    private void warnIfShortened(DataSet data) {
        if (data.journal().problem() != null) {
            say("compared only up to a problem in " + data.directory() + ": "
                    + data.journal().problem());
        }
    }

    private static String extent(DataSet data) {
        String last = zxid(data.journal().last());
        return data.directory() + " goes up to " + (last.isEmpty() ? "nothing" : last);
    }

    private static ObjectNode json(DataSet one, DataSet two, Difference difference) {
        ObjectNode json = json().put("compared", difference.compared())
                .put("after", zxid(difference.after()))
                .put("upTo", zxid(difference.upTo()))
                .put("lastOfFirst", zxid(one.journal().last()))
                .put("lastOfSecond", zxid(two.journal().last()));
        Difference.Finding first = difference.first();
        if (first == null) {
            json.putNull("difference");
        } else {
            json.putObject("difference")
                    .put("zxid", zxid(first.zxid()))
                    .put("first", first.left())
                    .put("second", first.right());
        }
        return json;
    }
}
