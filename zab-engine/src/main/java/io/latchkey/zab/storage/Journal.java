package io.latchkey.zab.storage;

import java.io.IOException;

/** The log of everything that must survive. One thread at a time. Any IOException is final: stop, never retry. */
public interface Journal extends AutoCloseable {
    /** Takes the record; it is durable once a later {@link #force} has returned. */
    void append(JournalRecord record) throws IOException;

    /** Makes everything appended so far durable. */
    void force() throws IOException;

    /**
     * Deletes whole segments that nothing needs any more.
     *
     * @param coveredZxid a durable snapshot covers everything up to here
     * @param keepAfter proposals above this are still wanted for DIFF
     */
    void purge(long coveredZxid, long keepAfter) throws IOException;

    long sizeBytes();

    /** Length in bytes of the longest transaction that {@link #append} takes; the same for ever. Any thread. */
    int txnBytesMax();

    @Override
    void close() throws IOException;
}
