package io.latchkey.zab.storage;

import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.rollcycles.RollCycleArithmetic;

/** Makes Chronicle see one fixed segment instead of a calendar: the cycle is the number, the clock is never asked. */
final class SegmentRollCycle implements RollCycle {
    /**
     * Chronicle makes file names of dates, and a modified Julian day is the one date that is a plain number. Day 0 of
     * its cycles is this one.
     */
    static final int NUMBER_OF_CYCLE_0 = 40587;

    private static final int DAY_MILLIS = 86_400_000;
    private static final int INDEX_COUNT = 1024;
    private static final int INDEX_SPACING = 64;

    private final RollCycleArithmetic indexes = RollCycleArithmetic.of(INDEX_COUNT, INDEX_SPACING);
    private final int number;

    SegmentRollCycle(int number) {
        this.number = number;
    }

    @Override
    public String format() {
        return "'" + SegmentFiles.PREFIX + "'" + "g".repeat(SegmentFiles.DIGITS);
    }

    @Override
    public int lengthInMillis() {
        return DAY_MILLIS;
    }

    @Override
    public int defaultIndexCount() {
        return INDEX_COUNT;
    }

    @Override
    public int defaultIndexSpacing() {
        return INDEX_SPACING;
    }

    @Override
    public int current(TimeProvider time, long epoch) {
        return number - NUMBER_OF_CYCLE_0;
    }

    @Override
    public long toIndex(int cycle, long sequenceNumber) {
        return indexes.toIndex(cycle, sequenceNumber);
    }

    @Override
    public long toSequenceNumber(long index) {
        return indexes.toSequenceNumber(index);
    }

    @Override
    public int toCycle(long index) {
        return indexes.toCycle(index);
    }

    @Override
    public long maxMessagesPerCycle() {
        return indexes.maxMessagesPerCycle();
    }
}
