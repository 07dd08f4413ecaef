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

    /** A snapshot that comes from elsewhere: not one of {@link #list} before it is published. One thread at a time. */
    interface Draft {
        /** Returns once the content is durable; a crash leaves nothing that a recovery takes for a snapshot. */
        void write(Body body) throws IOException;

        /** Makes it one of {@link #list}, durably. */
        void publish() throws IOException;

        /** Takes it away. Not after {@link #publish}. */
        void discard() throws IOException;
    }

    /** A new one, instead of any other of that zxid. */
    Draft draft(long zxid);

    /** Returns once the snapshot, its checksum and its directory entry are durable; a crash before leaves nothing. */
    void write(long zxid, Body body) throws IOException;

    /** The zxids of the complete snapshots, rising. Damage in the body is found by {@link #read}. */
    List<Long> list() throws IOException;

    /** @throws IOException naming file and damage if the snapshot is missing or its checksum is wrong */
    <T> T read(long zxid, Reader<T> reader) throws IOException;

    /** Deletes all but the {@code keep} newest. */
    void purge(int keep) throws IOException;
}
