package io.latchkey.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Uncontended lock cycles as the classic recipe does them: create an ephemeral sequential znode, list the queue, delete
 * the znode. One operation is one cycle.
 */
final class LockWorkload implements Workload {
    private static final int CREATED = 1;
    private static final int LISTED = 2;
    private static final int DELETED = 3;

    private final int clients;
    private final String[] entries;
    private final long[] started;
    private String base = "";

    LockWorkload(int clients) {
        this.clients = clients;
        this.entries = new String[clients];
        this.started = new long[clients];
    }

    @Override
    public String name() {
        return "lock cycles, %d client%s".formatted(clients, clients == 1 ? "" : "s");
    }

    @Override
    public int clients() {
        return clients;
    }

    @Override
    public int depth() {
        return 1;
    }

    @Override
    public void prepare(Loop loop, List<Connection> all) throws IOException {
        base = Frames.newPath("locks");
        Connection first = all.get(0);
        loop.call(first, Frames.create(first.nextXid(), base, new byte[0], Frames.PERSISTENT));
        for (Connection c : all) {
            loop.call(c, Frames.create(c.nextXid(), lock(c), new byte[0], Frames.PERSISTENT));
        }
    }

    private String lock(Connection c) {
        return base + "/" + c.id;
    }

    @Override
    public void issue(Loop loop, Connection c) {
        started[c.id] = System.nanoTime();
        c.send(CREATED, Frames.create(c.nextXid(), lock(c) + "/lock-", new byte[0], Frames.EPHEMERAL_SEQUENTIAL));
    }

    @Override
    public void onReply(Loop loop, Connection c, Connection.Request request, ByteBuffer body) {
        switch (request.tag()) {
            case CREATED -> {
                entries[c.id] = Frames.string(body);
                c.send(LISTED, Frames.getChildren(c.nextXid(), lock(c)));
            }
            case LISTED -> c.send(DELETED, Frames.delete(c.nextXid(), entries[c.id]));
            case DELETED -> loop.record(started[c.id]);
            default -> throw new IllegalStateException("a reply that nobody asked for: " + request);
        }
    }

    @Override
    public void cleanUp(Loop loop, List<Connection> all) throws IOException {
        Connection first = all.get(0);
        for (Connection c : all) {
            // the slice may have ended in the middle of a cycle
            ByteBuffer children = loop.call(c, Frames.getChildren(c.nextXid(), lock(c)));
            for (int left = children.getInt(); left > 0; left--) {
                loop.call(first, Frames.delete(first.nextXid(), lock(c) + "/" + Frames.string(children)));
            }
            loop.call(first, Frames.delete(first.nextXid(), lock(c)));
        }
        loop.call(first, Frames.delete(first.nextXid(), base));
    }
}
