package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latchkey.server.inspect.DataSet;
import io.latchkey.zab.storage.JournalReport;
import io.latchkey.zab.storage.SegmentReport;
import io.latchkey.zab.storage.SnapshotReport;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey inspect list}. */
@Command(
        name = "list",
        description = "List the segments of the journal and the snapshots, and say what they amount to.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey inspect list /var/lib/latchkey",
            "  latchkey inspect list data --log-dir /journal -o json | jq .journal.last",
            "",
            "A segment shows how many records it has and how many count: what is behind those was cut off by a start.",
            "",
            "Exit codes: 0 done, 1 nothing to read there, 2 wrong usage."
        })
public final class InspectListCommand extends InspectingCommand {
    @Parameters(paramLabel = "DIR", description = "Data directory of a server, or a damaged-<n> in it.")
    private Path directory = Path.of("");

    @Override
    int inspect() throws IOException {
        DataSet data = read(directory);
        if (asJson()) {
            printJson(json(data));
        } else {
            print(data);
        }
        return ExitCode.OK;
    }

    private void print(DataSet data) {
        Table segments = new Table("SEGMENT", "RECORDS", "COUNT", "BYTES", "AFTER", "UP TO");
        for (SegmentReport segment : data.journal().segments()) {
            segments.row(
                    segment.file().getFileName().toString(),
                    Integer.toString(segment.records()),
                    Integer.toString(segment.counted()),
                    Long.toString(segment.bytes()),
                    zxid(segment.base()),
                    zxid(segment.last()));
        }
        segments.print(out());
        out().println();
        Table snapshots = new Table("SNAPSHOT", "ZXID", "BYTES", "SOUND");
        for (SnapshotReport snapshot : data.snapshots()) {
            snapshots.row(
                    snapshot.file().getFileName().toString(),
                    zxid(snapshot.zxid()),
                    Long.toString(snapshot.bytes()),
                    snapshot.problem() == null ? "yes" : "NO");
        }
        snapshots.print(out());
        out().println();
        JournalReport journal = data.journal();
        out().println("history: " + journal.log().size() + " transactions after "
                + (journal.floor() == 0 ? "the beginning" : zxid(journal.floor()))
                + (journal.log().isEmpty() ? "" : ", up to " + zxid(journal.last())));
        out().println("epochs: accepted " + journal.epochs().acceptedEpoch() + ", current "
                + journal.epochs().currentEpoch() + "; label of the disk " + label(journal));
        if (journal.problem() != null) {
            say(journal.problem());
        }
    }

    private static String label(JournalReport journal) {
        long disk = journal.epochs().disk();
        return disk < 0 ? "none yet" : disk == 0 ? "0, a voter of the first hour" : Long.toString(disk);
    }

    private static ObjectNode json(DataSet data) {
        ArrayNode segments = ApiClient.JSON.createArrayNode();
        for (SegmentReport s : data.journal().segments()) {
            segments.add(json().put("file", s.file().toString())
                    .put("records", s.records())
                    .put("counted", s.counted())
                    .put("bytes", s.bytes())
                    .put("after", zxid(s.base()))
                    .put("last", zxid(s.last()))
                    .put("problem", s.problem()));
        }
        ArrayNode snapshots = ApiClient.JSON.createArrayNode();
        for (SnapshotReport s : data.snapshots()) {
            snapshots.add(json().put("file", s.file().toString())
                    .put("zxid", zxid(s.zxid()))
                    .put("bytes", s.bytes())
                    .put("problem", s.problem()));
        }
        JournalReport journal = data.journal();
        ObjectNode all = json();
        all.putObject("journal")
                .put("transactions", journal.log().size())
                .put("floor", zxid(journal.floor()))
                .put("last", zxid(journal.last()))
                .put("acceptedEpoch", journal.epochs().acceptedEpoch())
                .put("currentEpoch", journal.epochs().currentEpoch())
                .put("disk", journal.epochs().disk())
                .put("problem", journal.problem());
        all.set("segments", segments);
        all.set("snapshots", snapshots);
        return all;
    }
}
