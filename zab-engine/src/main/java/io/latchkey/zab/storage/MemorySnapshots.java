package io.latchkey.zab.storage;

import io.latchkey.zab.core.Zxid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** Snapshots in memory, each complete or absent. Thread-safe. */
final class MemorySnapshots implements SnapshotStore {
    private final ConcurrentSkipListMap<Long, byte[]> bodies = new ConcurrentSkipListMap<>();

    @Override
    public void write(long zxid, Body body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        body.writeTo(out);
        bodies.put(zxid, out.toByteArray());
    }

    @Override
    public Draft draft(long zxid) {
        return new Draft() {
            private byte[] content = {};

            @Override
            public void write(Body body) throws IOException {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                body.writeTo(out);
                content = out.toByteArray();
            }

            @Override
            public void publish() {
                bodies.put(zxid, content);
            }

            @Override
            public void discard() {
                content = new byte[0];
            }
        };
    }

    @Override
    public List<Long> list() {
        return List.copyOf(bodies.keySet());
    }

    @Override
    public <T> T read(long zxid, Reader<T> reader) throws IOException {
        byte[] body = bodies.get(zxid);
        if (body == null) {
            throw new Corruption("no snapshot at " + Zxid.toString(zxid) + " in memory");
        }
        return reader.readFrom(new ByteArrayInputStream(body));
    }

    @Override
    public void purge(int keep) {
        while (bodies.size() > keep) {
            bodies.pollFirstEntry();
        }
    }
}
