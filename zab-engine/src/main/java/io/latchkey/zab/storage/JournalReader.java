package io.latchkey.zab.storage;

import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal that nobody is to recover: one of a server that runs, one that was set aside, a damaged one. Changes
 * nothing, and goes on behind damage, segment by segment, where a recovery stops. One thread.
 */
final class JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private final NavigableMap<Integer, Path> paths;
    private final NavigableMap<Integer, SegmentHead> heads = new TreeMap<>();
    private final RecordVisitor visitor;
    private final List<SegmentReport> reports = new ArrayList<>();
    private @Nullable HistoryFold fold;
    private @Nullable String problem;

    private JournalReader(NavigableMap<Integer, Path> paths, RecordVisitor visitor) {
        this.paths = paths;
        this.visitor = visitor;
    }

    /** @param directory of the segments */
    static JournalReport read(Path directory, RecordVisitor visitor) throws IOException {
        JournalReader reader = new JournalReader(new SegmentFiles(directory).segments(), visitor);
        reader.readHeads();
        reader.readSegments();
        HistoryFold folded = reader.fold();
        return new JournalReport(
                reader.reports,
                folded.epochs(),
                folded.floor(),
                folded.stateWith(folded.floor()).log(),
                reader.problem);
    }

    private void readHeads() throws IOException {
        for (Map.Entry<Integer, Path> entry : paths.entrySet()) {
            try (SegmentScan scan = new SegmentScan(entry.getValue(), entry.getKey())) {
                ByteBuffer first = scan.next();
                if (first != null && JournalCodec.isHead(first)) {
                    heads.put(entry.getKey(), JournalCodec.head(first));
                }
            } catch (Corruption | LaterFormat e) {
                LOG.debug("met again when the segment is read", e);
            }
        }
    }

    private void readSegments() throws IOException {
        Integer before = null;
        for (Map.Entry<Integer, Path> entry : paths.entrySet()) {
            if (before != null && before + 1 != entry.getKey()) {
                note("segment " + (before + 1) + " is missing");
            }
            before = entry.getKey();
            read(before, entry.getValue());
        }
    }

    private void read(int number, Path path) throws IOException {
        long base = fold().last();
        String found = null;
        try (SegmentScan scan = new SegmentScan(path, number)) {
            try {
                read(scan, number, path);
            } catch (Corruption | LaterFormat e) {
                found = String.valueOf(e.getMessage());
                note(found);
            }
            int counted = Math.min(scan.records(), counted(number));
            reports.add(new SegmentReport(path, scan.records(), counted, scan.position(), base, fold().last(), found));
        }
    }

    private void read(SegmentScan scan, int number, Path path) throws IOException {
        int counted = counted(number);
        for (ByteBuffer record = scan.next(); record != null; record = scan.next()) {
            if (scan.records() > 1) {
                take(
                        scan,
                        record,
                        new RecordVisitor.Place(path, scan.records() - 1, scan.position(), scan.records() <= counted));
            } else if (fold == null && heads.containsKey(number)) {
                SegmentHead head = JournalCodec.head(record);
                fold = new HistoryFold(head.base(), head.epochs());
            }
        }
        if (number == paths.lastKey()) {
            scan.checkEnd();
        } else if (scan.records() < counted && counted < Integer.MAX_VALUE) {
            throw scan.damage("the next segment says that this one has " + counted + " records");
        }
    }

    /** How many records of the segment count, as the next one says; all if that does not. */
    private int counted(int number) {
        SegmentHead next = heads.get(number + 1);
        return next == null ? Integer.MAX_VALUE : next.previousRecords();
    }

    private void take(SegmentScan scan, ByteBuffer record, RecordVisitor.Place place) throws IOException {
        JournalRecord step = JournalCodec.decode(record);
        if (step == null) {
            throw scan.unknown();
        }
        visitor.visit(place, step);
        if (!place.counted() || problem != null) {
            return;
        }
        String objection = fold().objection(step);
        if (objection != null) {
            throw scan.contradiction(objection);
        }
        fold().apply(step);
    }

    private HistoryFold fold() {
        return fold == null ? new HistoryFold(Zxid.NONE, JournalRecord.Epochs.NONE) : fold;
    }

    /** The history is known up to the first problem only. */
    private void note(String what) {
        if (problem == null) {
            problem = what;
        }
    }
}
