package io.latchkey.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;

/**
 * A workload's clients of one target, driven by one thread, closed loop: a client sends again when it was answered.
 * Between its slices everything is answered and the sessions idle.
 */
final class Loop implements Connection.Listener, AutoCloseable {
    private static final long PING_EVERY_NANOS = 5_000_000_000L;
    private static final long ANSWER_WITHIN_NANOS = 30_000_000_000L;

    private final Selector selector;
    private final Workload workload;
    private final List<Connection> clients = new ArrayList<>();
    private Histogram latency = histogram();
    private boolean running;
    private boolean failed;
    private long pingedAt = System.nanoTime();
    private int calledXid = -1;
    private @Nullable ByteBuffer answer;

    private Loop(Workload workload) throws IOException {
        this.selector = Selector.open();
        this.workload = workload;
    }

    /** Connects the workload's clients, spread evenly over the servers, and prepares the workload. */
    static Loop open(List<InetSocketAddress> servers, Workload workload) throws IOException {
        Loop loop = new Loop(workload);
        try {
            for (int i = 0; i < workload.clients(); i++) {
                loop.clients.add(new Connection(i, servers.get(i % servers.size()), loop));
            }
            for (Connection c : loop.clients) {
                c.awaitSession(loop.selector);
            }
            workload.prepare(loop, loop.clients);
            return loop;
        } catch (IOException e) {
            loop.failed = true;
            loop.close();
            throw e;
        }
    }

    private static Histogram histogram() {
        return new Histogram(1_000, 60_000_000_000L, 3);
    }

    /** Runs for this long, or until one operation has ended; what is measured before the end of the warm-up is thrown away. */
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
        // on a machine that is busy with other things, one operation may take longer than a slice
        turnUntil(() -> latency.getTotalCount() > 0, "the end of one operation");
        Histogram measured = latency;
        double elapsed = (System.nanoTime() - start) / 1e9;
        double cpuUsed = cpu.seconds() - cpuBefore;
        running = false;
        latency = histogram();
        turnUntil(() -> clients.stream().allMatch(c -> c.outstanding() == 0), "the last replies");
        return new Slice(measured.getTotalCount(), elapsed, measured, cpuUsed);
    }

    /** Runs until the workload has nothing more to do: {@code done}, and everything is answered. */
    void runUntil(BooleanSupplier done) throws IOException {
        running = true;
        for (Connection c : clients) {
            top(c);
        }
        while (!done.getAsBoolean()) {
            turn(100);
        }
        running = false;
        turnUntil(() -> clients.stream().allMatch(c -> c.outstanding() == 0), "the last replies");
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    private void pump(long untilNanos) throws IOException {
        while (System.nanoTime() < untilNanos) {
            turn(Math.min(100, Math.max(1, (untilNanos - System.nanoTime()) / 1_000_000)));
        }
    }

    private void turnUntil(BooleanSupplier done, String what) throws IOException {
        long deadline = System.nanoTime() + ANSWER_WITHIN_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(workload.name() + ": " + what + " did not come within 30 s");
            }
            turn(10);
        }
    }

    private void turn(long waitMs) throws IOException {
        selector.select(waitMs);
        for (SelectionKey key : selector.selectedKeys()) {
            Connection c = (Connection) key.attachment();
            if (key.isReadable()) {
                c.onReadable();
            }
            if (!c.ended()) {
                top(c);
            }
        }
        selector.selectedKeys().clear();
        long now = System.nanoTime();
        if (running && now - pingedAt > PING_EVERY_NANOS) {
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
    void wake(Connection other) throws IOException {
        top(other);
    }

    /** An operation that began then has ended now. */
    void record(long startedNanos) {
        latency.recordValue(Math.min(System.nanoTime() - startedNanos, latency.getHighestTrackableValue()));
    }

    /** Sends one request and waits for its answer: for preparations. The frame must bear {@code client.nextXid()}. */
    ByteBuffer call(Connection client, byte[] frame) throws IOException {
        client.send(-1, frame);
        client.flush();
        calledXid = ByteBuffer.wrap(frame).getInt(Frames.XID_AT);
        answer = null;
        turnUntil(() -> answer != null, "an answer");
        calledXid = -1;
        if (answer == null) {
            throw new IllegalStateException("waited for an answer and has none");
        }
        return answer;
    }

    @Override
    public void onReply(Connection connection, Connection.Request request, int error, ByteBuffer body)
            throws IOException {
        if (error != 0) {
            throw new IOException(
                    workload.name() + ": the server answered " + error + " " + KeeperException.Code.get(error));
        }
        if (request.xid() == calledXid && request.tag() == -1) {
            answer = ByteBuffer.allocate(body.remaining()).put(body).flip();
        } else {
            workload.onReply(this, connection, request, body);
        }
    }

    @Override
    public void onEvent(Connection connection) throws IOException {
        workload.onEvent(this, connection);
    }

    /** Takes away what the workload has made and ends the sessions, unless the target has failed. */
    @Override
    public void close() throws IOException {
        try (selector) {
            if (!failed) {
                workload.cleanUp(this, clients);
                for (Connection c : clients) {
                    c.end();
                }
                turnUntil(() -> clients.stream().allMatch(Connection::ended), "the end of the sessions");
            }
        } finally {
            for (Connection c : clients) {
                c.close();
            }
        }
    }
}
