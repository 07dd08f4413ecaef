package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A journal as bytes in memory: segments of documents as {@link ChronicleJournal} writes them, sectors that a power cut
 * takes or leaves, and recovery as {@link JournalRecovery} does it, by the same codec and fold. One thread.
 */
public final class JournalBytes {
    /** What one might do wrong with these bytes. */
    public enum Mistake {
        NONE,
        /** The directory is not synced when a segment has begun. */
        NAMES_NOT_SYNCED,
        /** A segment begins before the one before it is durable. */
        ROLLS_UNSYNCED,
        /** A start does not sync what it has read. */
        RECOVERED_UNSYNCED,
        /** Recovery goes on behind a record that is not whole. */
        HOLES_SKIPPED
    }

    /**
     * What a crash made of what was not synced.
     *
     * @param survivors how many of the records recovery will find
     * @param hole whether a whole one stands behind one that is not
     * @param headless whether a segment that had just begun has not even its head
     */
    public record Left(int survivors, boolean hole, boolean headless) {}

    /** Draws a number from 0 to one below the bound. */
    public interface Dice {
        int below(int bound);
    }

    /** A record that was written and not synced. */
    private record Unsynced(SegmentBytes segment, int start, int end) {}

    private final Mistake mistake;
    private final int sectorBytes;
    private final int segmentBytes;
    private final List<SegmentBytes> segments = new ArrayList<>();
    private final List<Unsynced> unsynced = new ArrayList<>();
    private final List<SegmentBytes> begun = new ArrayList<>(); // since the last sync
    private long last;
    private JournalRecord.Epochs epochs = JournalRecord.Epochs.NONE;

    /**
     * @param sectorBytes what a power cut takes or leaves as a whole
     * @param segmentBytes of one segment, unless its only record is longer
     */
    public JournalBytes(Mistake mistake, int sectorBytes, int segmentBytes) {
        this.mistake = mistake;
        this.sectorBytes = sectorBytes;
        this.segmentBytes = segmentBytes;
    }

    // A life: open, then write and force, until a crash.

    /**
     * Reads; changes nothing.
     *
     * @param newest the last format that the program reads
     * @throws Corruption if something is missing that was durable
     * @throws IOException {@link #isOfLaterVersion} if the program is too old
     */
    public DurableState read(int newest) throws IOException {
        Recovered recovered = recover(newest);
        return recovered.fold.stateWith(recovered.fold.floor());
    }

    public static boolean isOfLaterVersion(IOException e) {
        return e instanceof LaterFormat;
    }

    /**
     * Recovers and begins the next segment.
     *
     * @param newest the last format that the program reads
     * @param format that it writes
     * @param snapshot zxid of the newest; if it is ahead of the journal, the journal goes on from there
     */
    public void open(int newest, int format, long snapshot) throws IOException {
        Recovered recovered = recover(newest);
        segments.removeIf(segment -> segment.number() > recovered.lastNumber);
        if (!segments.isEmpty()) {
            lastSegment().cut(recovered.lastPosition, recovered.lastRecords);
            if (mistake != Mistake.RECOVERED_UNSYNCED) {
                lastSegment().force(); // it may be in memory only
            }
        }
        last = recovered.fold.last();
        epochs = recovered.fold.epochs();
        unsynced.clear();
        begun.clear();
        begin(format, recovered.lastRecords);
        if (snapshot > last) {
            write(new JournalRecord.Install(snapshot), format);
            force();
        }
    }

    private void begin(int format, int previousRecords) {
        int number =
                segments.isEmpty() ? SegmentFiles.FIRST_NUMBER : lastSegment().number() + 1;
        SegmentBytes segment = new SegmentBytes(number, last, segmentBytes);
        SegmentHead head = new SegmentHead(previousRecords, last, epochs);
        segment.add(JournalFormats.encode(new JournalCodec.Place(number, 0, 0), head, format));
        segment.force();
        segments.add(segment);
    }

    /** Written, and volatile until {@link #force}. */
    public void write(JournalRecord record, int format) {
        SegmentBytes segment = lastSegment();
        int bytes = JournalCodec.bytes(record);
        if (!segment.hasRoomFor(bytes)) {
            if (mistake != Mistake.ROLLS_UNSYNCED) {
                segment.seal();
            }
            begin(format, segment.records());
            segment = lastSegment();
            begun.add(segment);
        }
        int start = segment.written();
        segment.add(JournalFormats.encode(segment.nextPlace(), record, format));
        unsynced.add(new Unsynced(segment, start, segment.written()));
        note(record);
    }

    private void note(JournalRecord record) {
        if (record instanceof JournalRecord.Append append) {
            last = append.proposal().zxid();
        } else if (record instanceof JournalRecord.Truncate truncate) {
            last = truncate.keepTo();
        } else if (record instanceof JournalRecord.Install install) {
            last = install.zxid();
        } else if (record instanceof JournalRecord.Epochs stored) {
            epochs = stored;
        }
    }

    public void force() {
        lastSegment().force();
        unsynced.clear();
        begun.clear();
    }

    /** As {@link Journal#purge}: the segment that is in use has its name durably by then. */
    public void purge(long needless) {
        while (segments.size() > 1 && segments.get(1).base() <= needless) {
            segments.remove(0);
            begun.clear();
        }
    }

    // Power cuts, and damage.

    /** Power is lost, while what is not synced was being written or after that. */
    public Left crash(Dice dice) {
        int written = written(dice);
        loseFrom(written, dice);
        if (mistake == Mistake.NAMES_NOT_SYNCED && segments.size() > 1 && dice.below(2) == 0) {
            segments.remove(segments.size() - 1);
        }
        segments.forEach(segment -> segment.tear(sectorBytes, dice));
        int survivors = 0;
        while (survivors < written && survives(unsynced.get(survivors))) {
            survivors++;
        }
        boolean hole = unsynced.subList(survivors, written).stream()
                .anyMatch(record ->
                        segments.contains(record.segment()) && record.segment().isWholeAt(record.start()));
        unsynced.clear();
        begun.clear();
        return new Left(survivors, hole, !segments.isEmpty() && !lastSegment().hasHead());
    }

    /** How many were written by then: mostly all. The beginning of a segment is worth a closer look. */
    private int written(Dice dice) {
        int all = unsynced.size();
        if (!begun.isEmpty() && dice.below(2) == 0) {
            for (int i = 0; i < all; i++) {
                if (unsynced.get(i).segment() == begun.get(0)) {
                    return i;
                }
            }
        }
        int sealed = sealed();
        return dice.below(3) == 0 ? sealed + dice.below(all - sealed + 1) : all;
    }

    /** How many of them are in segments whose successor is there for good, and so durable. */
    private int sealed() {
        int open = begun.isEmpty() ? lastSegment().number() : begun.get(0).number() - 1;
        int count = 0;
        while (count < unsynced.size() && unsynced.get(count).segment().number() < open) {
            count++;
        }
        return count;
    }

    private boolean survives(Unsynced record) {
        SegmentBytes segment = record.segment();
        return segments.contains(segment) && record.end() <= segment.wholeBytes();
    }

    /** These were not written by then. If a segment was just to begin for them, it may have got to any point of that. */
    private void loseFrom(int written, Dice dice) {
        if (written == unsynced.size()) {
            return;
        }
        for (int i = unsynced.size() - 1; i >= written; i--) {
            unsynced.get(i).segment().takeBack(unsynced.get(i).start());
        }
        SegmentBytes next = null;
        while (begun.contains(lastSegment()) && lastSegment().records() == 1) {
            next = segments.remove(segments.size() - 1);
        }
        if (next == null) {
            return;
        }
        if (unsynced.get(written).segment() != next) {
            lastSegment().unseal(); // it had not come to that
            return;
        }
        switch (dice.below(4)) {
            case 0 -> lastSegment().unseal();
            case 1 -> {} // it has no name yet
            case 2 -> {
                next.loseHead();
                segments.add(next);
            }
            default -> segments.add(next);
        }
    }

    /**
     * A bit of a durable record changes. Only if that can be told from a write that was cut short: because a later
     * record says that it was durable, or a later segment, and no power cut can take back what says so.
     */
    public boolean damage(long zxid, Dice dice) {
        for (int i = 0; i < segments.size(); i++) {
            SegmentBytes segment = segments.get(i);
            SegmentBytes next = i + 1 < segments.size() ? segments.get(i + 1) : null;
            boolean damaged = next != null && begun.contains(next)
                    ? segment.damage(zxid, segment.beforeSeal(), false, dice)
                    : segment.damage(zxid, segment.durable(), next != null && next.hasHead(), dice);
            if (damaged) {
                return true;
            }
        }
        return false;
    }

    public boolean isDamaged() {
        return segments.stream().anyMatch(SegmentBytes::isDamaged);
    }

    private SegmentBytes lastSegment() {
        return segments.get(segments.size() - 1);
    }

    // Recovery.

    /** What {@link JournalRecovery} knows when it has read everything. */
    private static final class Recovered {
        HistoryFold fold = new HistoryFold(Zxid.NONE, JournalRecord.Epochs.NONE);
        int lastNumber;
        int lastRecords;
        int lastPosition;
    }

    private Recovered recover(int program) throws IOException {
        List<SegmentHead> heads = heads(program);
        Recovered recovered = new Recovered();
        for (int i = 0; i < heads.size(); i++) {
            SegmentBytes segment = segments.get(i);
            SegmentHead head = heads.get(i);
            if (i == 0) {
                recovered.fold = new HistoryFold(head.base(), head.epochs());
            }
            SegmentHead next = i + 1 < heads.size() ? heads.get(i + 1) : null;
            SegmentBytes.Scan scan = segment.scan(program, mistake == Mistake.HOLES_SKIPPED);
            int count = next == null ? Integer.MAX_VALUE : next.previousRecords();
            while (scan.records() < count) {
                ByteBuffer record = scan.next();
                if (record == null) {
                    break;
                }
                take(recovered.fold, scan, record);
            }
            if (next == null) {
                scan.checkEnd();
            } else if (scan.records() < count) {
                throw scan.damage("the next segment says that this one has " + count + " records");
            } else if (recovered.fold.last() != next.base()
                    || !recovered.fold.epochs().equals(next.epochs())) {
                throw scan.damage("the next segment starts after " + Zxid.toString(next.base()));
            }
            recovered.lastNumber = segment.number();
            recovered.lastRecords = scan.records();
            recovered.lastPosition = scan.position();
        }
        return recovered;
    }

    /** Of all segments but one that had just begun. */
    private List<SegmentHead> heads(int program) throws IOException {
        List<SegmentHead> heads = new ArrayList<>();
        for (SegmentBytes segment : segments) {
            SegmentBytes.Scan scan = segment.scan(program, false);
            ByteBuffer record = scan.next();
            if (record != null && JournalCodec.isHead(record)) {
                heads.add(JournalCodec.head(record));
                continue;
            }
            scan.checkEnd();
            if (segment != lastSegment() || (heads.isEmpty() && segment.number() != SegmentFiles.FIRST_NUMBER)) {
                throw scan.damage("it is not the last segment, or the only one");
            }
        }
        return heads;
    }

    private static void take(HistoryFold fold, SegmentBytes.Scan scan, ByteBuffer record) throws IOException {
        if (scan.records() == 1) {
            return;
        }
        JournalRecord step = JournalCodec.decode(record);
        if (step == null) {
            throw scan.damage("it says nothing that is known");
        }
        String objection = fold.objection(step);
        if (objection != null) {
            throw scan.damage(objection);
        }
        fold.apply(step);
    }
}
