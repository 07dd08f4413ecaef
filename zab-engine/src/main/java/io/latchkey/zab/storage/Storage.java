package io.latchkey.zab.storage;

import io.latchkey.zab.core.DurableState;
import java.io.IOException;

/** Journal and snapshots of one server, opened together: a directory on disk, or memory. */
public interface Storage extends AutoCloseable {
    /**
     * Reads what is there, cuts a torn tail, and makes the journal ready to append; once, before anything else,
     * and again after {@link #setAside}.
     *
     * @throws IOException naming file and damage when something in the middle is damaged or missing, and no other
     *     server is known to have it
     */
    DurableState recover() throws IOException;

    /**
     * Takes all that is there out of use, for good: a later {@link #recover} begins as on an empty disk. What was there
     * is kept for people to look at, if it is on a disk. Nobody may use journal or snapshots any more: threads that
     * write them have ended. A crash in the middle is no half of it: the next start goes on.
     *
     * @param why a sentence that tells people what is wrong with it
     */
    void setAside(String why) throws IOException;

    /**
     * Any thread; may wait for the disk.
     *
     * @throws IOException if the system cannot tell
     */
    DiskSpace space() throws IOException;

    Journal journal();

    SnapshotStore snapshots();

    @Override
    void close() throws IOException;
}
