package io.latchkey.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One writer, many watchers of the same znode, all with a persistent watch: one operation is a write until the last
 * watcher has its event.
 */
final class WatchWorkload implements Workload {
    private final int watchers;
    private final byte[] data = new byte[100];
    private List<Connection> all = List.of();
    private String path = "";
    private long startedNanos;
    private int waiting;
    private boolean answered = true;

    WatchWorkload(int watchers) {
        this.watchers = watchers;
    }

    @Override
    public String name() {
        return "watch fan-out to %,d".formatted(watchers);
    }

    @Override
    public int clients() {
        return watchers + 1;
    }

    @Override
    public int depth() {
        return 1;
    }

    @Override
    public void prepare(Loop loop, List<Connection> clients) throws IOException {
        all = clients;
        path = Frames.newPath("watch");
        Connection writer = clients.get(0);
        loop.call(writer, Frames.create(writer.nextXid(), path, data, Frames.PERSISTENT));
        for (Connection c : clients.subList(1, clients.size())) {
            loop.call(c, Frames.addPersistentWatch(c.nextXid(), path));
        }
    }

    @Override
    public void issue(Loop loop, Connection c) {
        if (c.id == 0 && waiting == 0 && answered) {
            waiting = watchers;
            answered = false;
            startedNanos = System.nanoTime();
            c.send(0, Frames.setData(c.nextXid(), path, data));
        }
    }

    @Override
    public void onReply(Loop loop, Connection c, Connection.Request request, ByteBuffer body) throws IOException {
        answered = true;
        goOn(loop);
    }

    @Override
    public void onEvent(Loop loop, Connection c) throws IOException {
        if (--waiting == 0) {
            loop.record(startedNanos);
            goOn(loop);
        }
    }

    private void goOn(Loop loop) throws IOException {
        if (waiting == 0 && answered) {
            loop.wake(all.get(0));
        }
    }

    @Override
    public void cleanUp(Loop loop, List<Connection> clients) throws IOException {
        Connection writer = clients.get(0);
        loop.call(writer, Frames.delete(writer.nextXid(), path));
    }
}
