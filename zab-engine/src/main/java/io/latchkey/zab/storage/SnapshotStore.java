package io.latchkey.zab.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Where snapshots live. Any thread; one write at a time. */
public interface SnapshotStore {
    /** Writes the body of a snapshot. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Reads the body of a snapshot. */
    interface Reader<T> {
        T readFrom(InputStream in) throws IOException;
    }

    /** Returns once the snapshot, its checksum and its directory entry are durable; a crash before leaves nothing. */
    void write(long zxid, Body body) throws IOException;

    /** The zxids of the complete snapshots, rising. Damage in the body is found by {@link #read}. */
    List<Long> list() throws IOException;

    /** @throws IOException naming file and damage if the snapshot is missing or its checksum is wrong */
    <T> T read(long zxid, Reader<T> reader) throws IOException;

    /** Deletes all but the {@code keep} newest. */
    void purge(int keep) throws IOException;
}
