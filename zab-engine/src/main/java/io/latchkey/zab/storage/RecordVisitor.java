package io.latchkey.zab.storage;

import java.nio.file.Path;

/** Is shown the records of a journal, one after the other. */
public interface RecordVisitor {
    /**
     * Where a record is.
     *
     * @param ordinal how many records precede it in the file
     * @param endOffset in bytes, just behind it
     * @param counted false if it is in a tail that was cut at a start: it never became part of the history
     */
    record Place(Path file, int ordinal, long endOffset, boolean counted) {}

    void visit(Place place, JournalRecord step);
}
