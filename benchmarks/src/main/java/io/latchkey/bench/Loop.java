package io.latchkey.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Drives all connections of one run from one thread, closed loop: a client sends again when it was answered. */
final class Loop implements Connection.Listener, AutoCloseable {
    private static final long PING_EVERY_NANOS = 5_000_000_000L;
    private static final long ANSWER_WITHIN_NANOS = 30_000_000_000L;

    private final Selector selector;
    private final Workload workload;
    private final List<Connection> clients = new ArrayList<>();
    private Histogram latency = histogram();
    private boolean running;
    private long pingedAt = System.nanoTime();
    private int calledXid = -1;
    private @Nullable ByteBuffer answer;

    /** Connects the workload's clients, spread evenly over the servers, and prepares the workload. */
    Loop(List<InetSocketAddress> servers, Workload workload) throws IOException {
        this.selector = Selector.open();
        this.workload = workload;
        for (int i = 0; i < workload.clients(); i++) {
            clients.add(new Connection(i, servers.get(i % servers.size()), selector, this));
        }
        workload.prepare(this, clients);
    }

    private static Histogram histogram() {
        return new Histogram(1_000, 60_000_000_000L, 3);
    }

    /** Runs for this long; what is measured before the end of the warm-up is thrown away. */
    Slice run(double warmUpSeconds, double seconds, ServerCpu cpu) throws IOException {
        running = true;
        for (Connection c : clients) {
            top(c);
        }
        pump(System.nanoTime() + nanos(warmUpSeconds));
        latency = histogram();
        double cpuBefore = cpu.seconds();
        long start = System.nanoTime();
        pump(start + nanos(seconds));
        Histogram measured = latency;
        double elapsed = (System.nanoTime() - start) / 1e9;
        double cpuUsed = cpu.seconds() - cpuBefore;
        running = false;
        return new Slice(measured.getTotalCount(), elapsed, measured, cpuUsed);
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    private void pump(long untilNanos) throws IOException {
        while (System.nanoTime() < untilNanos) {
            turn(Math.min(100, Math.max(1, (untilNanos - System.nanoTime()) / 1_000_000)));
        }
    }

    private void turn(long waitMs) throws IOException {
        selector.select(waitMs);
        for (SelectionKey key : selector.selectedKeys()) {
            Connection c = (Connection) key.attachment();
            if (key.isReadable()) {
                c.onReadable();
            }
            top(c);
        }
        selector.selectedKeys().clear();
        long now = System.nanoTime();
        if (now - pingedAt > PING_EVERY_NANOS) {
            pingedAt = now;
            for (Connection c : clients) {
                c.ping();
                c.flush();
            }
        }
    }

    private void top(Connection c) throws IOException {
        int before = -1;
        while (running && c.outstanding() < workload.depth() && c.outstanding() != before) {
            before = c.outstanding();
            workload.issue(this, c);
        }
        c.flush();
    }

    /** Lets another client than the one that is being served send. */
    void wake(Connection other) {
        try {
            top(other);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** An operation that began then has ended now. */
    void record(long startedNanos) {
        latency.recordValue(Math.min(System.nanoTime() - startedNanos, latency.getHighestTrackableValue()));
    }

    /** Sends one request and waits for its answer: for preparations. The frame must bear {@code client.nextXid()}. */
    ByteBuffer call(Connection client, byte[] frame) throws IOException {
        client.send(-1, frame);
        client.flush();
        calledXid = ByteBuffer.wrap(frame).getInt(4);
        answer = null;
        long deadline = System.nanoTime() + ANSWER_WITHIN_NANOS;
        while (answer == null) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no answer within 30 s while preparing " + workload.name());
            }
            turn(10);
        }
        calledXid = -1;
        return answer;
    }

    @Override
    public void onReply(Connection connection, Connection.Request request, int error, ByteBuffer body) {
        if (error != 0) {
            throw new IllegalStateException(workload.name() + ": the server answered error " + error);
        }
        if (request.xid() == calledXid && request.tag() == -1) {
            answer = ByteBuffer.allocate(body.remaining()).put(body).flip();
        } else {
            workload.onReply(this, connection, request, body);
        }
    }

    @Override
    public void onEvent(Connection connection, long nowNanos) {
        workload.onEvent(this, connection, nowNanos);
    }

    @Override
    public void close() throws IOException {
        for (Connection c : clients) {
            c.close();
        }
        selector.close();
    }
}
