package io.latchkey.zab.storage;

import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal directory after the server stopped in whatever way, before Chronicle opens anything in it.
 *
 * <p>Only the last segment may end anywhere. It is never written again: the next segment says in its head how many of
 * its records count, so a tail that was cut stays cut. Nothing is changed before everything is found to be sound; a
 * crash in the middle of this leaves what the next recovery reads in the same way: {@link #of}, {@link #tidy}, then
 * the next segment begins, then {@link #trim}.
 */
final class JournalRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

    private final SegmentFiles files;
    private final NavigableMap<Integer, Path> paths;
    private final ArrayList<Segment> segments = new ArrayList<>();
    private HistoryFold fold = new HistoryFold(Zxid.NONE, JournalRecord.Epochs.NONE);
    private int lastRecords;
    private @Nullable Path unborn;

    private JournalRecovery(SegmentFiles files) throws IOException {
        this.files = files;
        this.paths = files.segments();
    }

    /**
     * Reads; changes nothing.
     *
     * @throws Corruption naming file and place
     * @throws LaterFormat if a later version of the program wrote it
     */
    static JournalRecovery of(SegmentFiles files) throws IOException {
        JournalRecovery recovery = new JournalRecovery(files);
        recovery.read();
        return recovery;
    }

    HistoryFold fold() {
        return fold;
    }

    /** What is there, by rising number; the next one to begin is not among them. */
    List<Segment> segments() {
        return segments;
    }

    int nextNumber() {
        return segments.isEmpty() ? SegmentFiles.FIRST_NUMBER : lastSegment().number() + 1;
    }

    /** What the next segment begins with. */
    SegmentHead nextHead() {
        return new SegmentHead(lastRecords, fold.last(), fold.epochs());
    }

    private Segment lastSegment() {
        return segments.get(segments.size() - 1);
    }

    private void read() throws IOException {
        checkNoneIsMissing();
        NavigableMap<Integer, SegmentHead> heads = heads();
        for (Map.Entry<Integer, SegmentHead> entry : heads.entrySet()) {
            int number = entry.getKey();
            if (segments.isEmpty()) {
                SegmentHead head = entry.getValue();
                fold = new HistoryFold(head.base(), head.epochs());
            }
            Map.Entry<Integer, SegmentHead> next = heads.higherEntry(number);
            try (SegmentScan scan = new SegmentScan(path(number), number)) {
                if (next == null) {
                    readLast(scan);
                } else {
                    readSealed(scan, next.getValue());
                }
                segments.add(new Segment(number, entry.getValue().base(), scan.position()));
            }
        }
    }

    private Path path(int number) {
        return Objects.requireNonNull(paths.get(number));
    }

    private void checkNoneIsMissing() throws IOException {
        Integer expected = null;
        for (Map.Entry<Integer, Path> entry : paths.entrySet()) {
            if (expected != null && !entry.getKey().equals(expected)) {
                throw missing(expected, entry.getValue());
            }
            expected = entry.getKey() + 1;
        }
        int next = expected == null ? SegmentFiles.FIRST_NUMBER : expected;
        // A segment is prepared only when the one before it has begun.
        checkNoneIsAbove(next, files.precreated());
        checkNoneIsAbove(next, files.halfPrepared());
    }

    private void checkNoneIsAbove(int next, NavigableMap<Integer, Path> prepared) throws Corruption {
        Map.Entry<Integer, Path> above = prepared.higherEntry(next);
        if (above != null) {
            throw missing(next, above.getValue());
        }
    }

    private Corruption missing(int number, Path proof) {
        return new Corruption("the journal is damaged: segment " + number + " is missing in " + files.directory()
                + ", for " + proof.getFileName() + " is there");
    }

    /** The heads of all segments; the last may have been cut short in its first write, and then does not count. */
    private NavigableMap<Integer, SegmentHead> heads() throws IOException {
        TreeMap<Integer, SegmentHead> heads = new TreeMap<>();
        for (Map.Entry<Integer, Path> entry : paths.entrySet()) {
            int number = entry.getKey();
            try (SegmentScan scan = new SegmentScan(entry.getValue(), number)) {
                ByteBuffer record = scan.next();
                if (record != null && JournalCodec.isHead(record)) {
                    heads.put(number, JournalCodec.head(record));
                    continue;
                }
                scan.checkEnd();
                if (number != paths.lastKey()) {
                    throw scan.damage("it is not the last segment");
                }
                if (heads.isEmpty() && number != SegmentFiles.FIRST_NUMBER) {
                    throw missing(number - 1, entry.getValue());
                }
                unborn = entry.getValue();
            }
        }
        return heads;
    }

    private void readSealed(SegmentScan scan, SegmentHead next) throws IOException {
        while (scan.records() < next.previousRecords()) {
            ByteBuffer record = scan.next();
            if (record == null) {
                throw scan.damage("the next segment says that this one has " + next.previousRecords() + " records");
            }
            take(scan, record);
        }
        if (fold.last() != next.base() || !fold.epochs().equals(next.epochs())) {
            throw scan.contradiction("the next segment starts after " + Zxid.toString(next.base())
                    + ", this one leads to " + Zxid.toString(fold.last()));
        }
    }

    private void readLast(SegmentScan scan) throws IOException {
        for (ByteBuffer record = scan.next(); record != null; record = scan.next()) {
            take(scan, record);
        }
        scan.checkEnd();
        lastRecords = scan.records();
    }

    private void take(SegmentScan scan, ByteBuffer record) throws IOException {
        if (scan.records() == 1) {
            return;
        }
        JournalRecord step = JournalCodec.decode(record);
        if (step == null) {
            throw scan.unknown();
        }
        String objection = fold.objection(step);
        if (objection != null) {
            throw scan.contradiction(objection);
        }
        fold.apply(step);
    }

    /** Makes durable what was read, for a killed process leaves it in memory, and clears away what is of no use. */
    void tidy() throws IOException {
        if (!segments.isEmpty()) {
            try (FileChannel last = FileChannel.open(path(lastSegment().number()), StandardOpenOption.WRITE)) {
                last.force(true);
            }
        }
        if (unborn != null) {
            Files.delete(unborn);
        }
        for (Segment segment : segments) {
            files.seal(segment.number());
        }
        files.deleteHalfPrepared();
        Files.deleteIfExists(files.metadata());
        files.force();
    }

    /** Gives back the room behind the records of the last segment. Only when the next one has begun, durably. */
    void trim() throws IOException {
        if (segments.isEmpty()) {
            return;
        }
        Segment last = lastSegment();
        try (FileChannel file = FileChannel.open(files.sealed(last.number()), StandardOpenOption.WRITE)) {
            long cut = file.size() - last.bytes();
            if (cut > 0) {
                file.truncate(last.bytes());
                LOG.debug("journal segment {} ends at {}", last.number(), last.bytes());
            }
        }
    }
}
