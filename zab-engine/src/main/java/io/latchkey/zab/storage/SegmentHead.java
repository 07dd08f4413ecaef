package io.latchkey.zab.storage;

/**
 * The first record of a segment: where the history stands when the segment begins, so that it can be folded from here
 * when all segments before are gone.
 *
 * @param previousRecords how many records of the segment before count; what follows them there is a tail that was cut
 * @param base the last zxid of the history so far
 */
record SegmentHead(int previousRecords, long base, JournalRecord.Epochs epochs) {
    static final SegmentHead FIRST = new SegmentHead(0, 0, JournalRecord.Epochs.NONE);
}
