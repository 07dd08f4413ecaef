package io.latchkey.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** Reads and writes of existing znodes, each client its own. */
final class DataWorkload implements Workload {
    private final String kind;
    private final int clients;
    private final int depth;
    private final int size;
    private final double readShare;
    private final byte[] data;
    private final SplittableRandom random = new SplittableRandom(1);
    private String base = "";

    /** @param readShare from 0, only writes, to 1, only reads */
    DataWorkload(String kind, int clients, int depth, int size, double readShare) {
        this.kind = kind;
        this.clients = clients;
        this.depth = depth;
        this.size = size;
        this.readShare = readShare;
        this.data = new byte[size];
        random.nextBytes(data);
    }

    @Override
    public String name() {
        return "%s, %d client%s x %d, %d B".formatted(kind, clients, clients == 1 ? "" : "s", depth, size);
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
        base = "/bench-" + Long.toHexString(System.nanoTime());
        Connection first = all.get(0);
        loop.call(first, Frames.create(first.nextXid(), base, new byte[0], Frames.PERSISTENT));
        for (Connection c : all) {
            loop.call(c, Frames.create(c.nextXid(), path(c), data, Frames.EPHEMERAL));
        }
    }

    private String path(Connection c) {
        return base + "/" + c.id;
    }

    @Override
    public void issue(Loop loop, Connection c) {
        boolean read = readShare > 0 && random.nextDouble() < readShare;
        int xid = c.nextXid();
        c.send(0, read ? Frames.getData(xid, path(c), false) : Frames.setData(xid, path(c), data));
    }

    @Override
    public void onReply(Loop loop, Connection c, Connection.Request request, ByteBuffer body) {
        if (request.tag() == 0) {
            loop.record(request.sentNanos());
        }
    }
}
