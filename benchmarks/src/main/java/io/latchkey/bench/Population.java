package io.latchkey.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** Makes very many znodes, a thousand below each of their parents, with data that can't be compressed. */
final class Population implements Workload {
    private static final int CHILDREN = 1_000;

    private final String base;
    private final int count;
    private final int size;
    private final SplittableRandom random = new SplittableRandom(2);
    private int issued;
    private int answered;

    Population(String base, int count, int size) {
        this.base = base;
        this.count = count;
        this.size = size;
    }

    String path(int i) {
        return base + "/d" + i / CHILDREN + "/n" + i % CHILDREN;
    }

    boolean done() {
        return answered == count;
    }

    @Override
    public String name() {
        return "making %,d znodes of %d B".formatted(count, size);
    }

    @Override
    public int clients() {
        return 8;
    }

    @Override
    public int depth() {
        return 64;
    }

    @Override
    public void prepare(Loop loop, List<Connection> clients) throws IOException {
        Connection first = clients.get(0);
        loop.call(first, Frames.create(first.nextXid(), base, new byte[0], Frames.PERSISTENT));
        for (int d = 0; d * CHILDREN < count; d++) {
            loop.call(first, Frames.create(first.nextXid(), base + "/d" + d, new byte[0], Frames.PERSISTENT));
        }
    }

    @Override
    public void issue(Loop loop, Connection client) {
        if (issued < count) {
            byte[] data = new byte[size];
            random.nextBytes(data);
            client.send(0, Frames.create(client.nextXid(), path(issued++), data, Frames.PERSISTENT));
        }
    }

    @Override
    public void onReply(Loop loop, Connection client, Connection.Request request, ByteBuffer body) {
        answered++;
    }

    @Override
    public void cleanUp(Loop loop, List<Connection> clients) {}
}
