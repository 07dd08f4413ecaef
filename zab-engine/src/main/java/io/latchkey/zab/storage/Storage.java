package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import java.io.IOException;

/** Journal and snapshots of one server, opened together: a directory on disk, or memory. */
public interface Storage extends AutoCloseable {
    /**
     * Reads what is there, cuts a torn tail, and makes the journal ready to append; once, before anything else.
     *
     * @throws IOException naming file and damage when something in the middle is damaged or missing
     */
    DurableState recover() throws IOException;

    Journal journal();

    SnapshotStore snapshots();

    @Override
    void close() throws IOException;
}
