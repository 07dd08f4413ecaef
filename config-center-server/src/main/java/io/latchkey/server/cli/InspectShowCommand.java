package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latchkey.server.inspect.TxnReport;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.tree.TxnRecord;
import io.latchkey.zab.tree.TxnText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey inspect show}. */
@Command(
        name = "show",
        description = "Show a transaction of the journal: where it is, what it does, in whose name.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey inspect show 3:1042 /var/lib/latchkey        epoch 3, number 1042",
            "  latchkey inspect show 0x300000412 /var/lib/latchkey   the same, as ZooKeeper writes it",
            "",
            "Exit codes: 0 done, 2 wrong usage, 3 the journal does not have it."
        })
public final class InspectShowCommand extends InspectingCommand {
    private static final Pattern PAIR = Pattern.compile("(\\d{1,10}):(\\d{1,10})");
    private static final Pattern HEX = Pattern.compile("0x([0-9a-fA-F]{1,16})");

    @Parameters(index = "0", paramLabel = "ZXID", description = "As epoch:number, or 0x and hexadecimal.")
    private String zxid = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "Data directory of a server, or a damaged-<n> in it.")
    private Path directory = Path.of("");

    @Override
    int inspect() throws IOException {
        long wanted = parse();
        List<TxnReport> found = TxnReport.find(directory, logDir(), wanted);
        if (found.isEmpty()) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    "the journal in " + directory + " has no record of " + Zxid.toString(wanted)
                            + "; 'latchkey inspect list' shows what it has");
        }
        if (asJson()) {
            ArrayNode all = ApiClient.JSON.createArrayNode();
            found.forEach(report -> all.add(json(report)));
            printJson(all);
        } else {
            found.forEach(this::print);
        }
        return ExitCode.OK;
    }

    private long parse() {
        Matcher pair = PAIR.matcher(zxid);
        Matcher hex = HEX.matcher(zxid);
        if (hex.matches()) {
            return Long.parseUnsignedLong(hex.group(1), 16);
        }
        if (pair.matches() && Long.parseLong(pair.group(2)) <= Zxid.COUNTER_MAX) {
            return Zxid.of(Long.parseLong(pair.group(1)), Long.parseLong(pair.group(2)));
        }
        throw misused("'" + zxid + "' is no zxid; write it as 3:1042 or 0x300000412");
    }

    private void print(TxnReport report) {
        out().println(Zxid.toString(report.zxid()) + " (0x" + Long.toHexString(report.zxid()) + "), " + report.bytes()
                + " bytes, " + (report.inHistory() ? "in the history" : "NOT in the history: cut off or replaced"));
        out().println("  record " + report.place().ordinal() + " of "
                + report.place().file() + ", up to offset " + report.place().endOffset());
        TxnRecord txn = report.txn();
        if (txn == null) {
            out().println("  can't be decoded");
        } else {
            out().println("  " + Table.printable(TxnText.of(txn.txn())));
            out().println("  by server " + txn.originServer() + ", session 0x" + Long.toHexString(txn.sessionId())
                    + ", at " + Instant.ofEpochMilli(txn.timeMs()) + ", digest " + Long.toHexString(txn.digest()));
        }
        if (report.config() != null) {
            out().println("  configuration: " + report.config());
        }
    }

    private static ObjectNode json(TxnReport report) {
        ObjectNode json = json().put("zxid", zxid(report.zxid()))
                .put("bytes", report.bytes())
                .put("inHistory", report.inHistory())
                .put("file", report.place().file().toString())
                .put("record", report.place().ordinal())
                .put("endOffset", report.place().endOffset());
        TxnRecord txn = report.txn();
        if (txn != null) {
            json.put("what", TxnText.of(txn.txn()))
                    .put("originServer", txn.originServer())
                    .put("session", "0x" + Long.toHexString(txn.sessionId()))
                    .put("timeMs", txn.timeMs())
                    .put("digest", Long.toHexString(txn.digest()));
        }
        if (report.config() != null) {
            json.put("config", report.config().toString());
        }
        return json;
    }
}
