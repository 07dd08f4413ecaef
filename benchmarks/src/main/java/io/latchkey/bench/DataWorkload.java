package io.latchkey.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Reads and writes of existing znodes, each client its own. */
final class DataWorkload implements Workload {
    private static final int READ = 0;
    private static final int WRITE = 1;

    private final String kind;
    private final int clients;
    private final int depth;
    private final double readShare;
    private final byte[] data;
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<byte[]> reads = new ArrayList<>();
    private final List<byte[]> writes = new ArrayList<>();
    private String base = "";

    /** @param readShare from 0, only writes, to 1, only reads */
    DataWorkload(String kind, int clients, int depth, int size, double readShare) {
        this.kind = kind;
        this.clients = clients;
        this.depth = depth;
        this.readShare = readShare;
        this.data = new byte[size];
        random.nextBytes(data);
    }

    @Override
    public String name() {
        return "%s, %d client%s x %d, %s"
                .formatted(
                        kind,
                        clients,
                        clients == 1 ? "" : "s",
                        depth,
                        data.length % 1024 == 0 ? data.length / 1024 + " KB" : data.length + " B");
    }

    @Override
    public int clients() {
        return clients;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public void prepare(Loop loop, List<Connection> all) throws IOException {
        base = Frames.newPath("data");
        Connection first = all.get(0);
        loop.call(first, Frames.create(first.nextXid(), base, new byte[0], Frames.PERSISTENT));
        for (Connection c : all) {
            String path = base + "/" + c.id;
            loop.call(c, Frames.create(c.nextXid(), path, data, Frames.PERSISTENT));
            reads.add(Frames.getData(0, path, false));
            writes.add(Frames.setData(0, path, data));
        }
    }

    @Override
    public void issue(Loop loop, Connection c) {
        boolean read = readShare >= 1 || (readShare > 0 && random.nextDouble() < readShare);
        // the same frame each time but for its xid: the tool's own work must stay small beside the server's
        c.send(read ? READ : WRITE, Frames.withXid((read ? reads : writes).get(c.id), c.nextXid()));
    }

    @Override
    public void onReply(Loop loop, Connection c, Connection.Request request, ByteBuffer body) throws IOException {
        if (request.tag() == READ && body.getInt() != data.length) {
            throw new IOException("a read gave other data than was written");
        }
        loop.record(request.sentNanos());
    }

    @Override
    public void cleanUp(Loop loop, List<Connection> all) throws IOException {
        Connection first = all.get(0);
        for (Connection c : all) {
            loop.call(first, Frames.delete(first.nextXid(), base + "/" + c.id));
        }
        loop.call(first, Frames.delete(first.nextXid(), base));
    }
}
