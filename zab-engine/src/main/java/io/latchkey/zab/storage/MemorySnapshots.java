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
