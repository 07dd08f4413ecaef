package io.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client that writes every other millisecond, answered or not, on a thread of its own. A connection that is lost is
 * opened again at once, and again, until the server takes it.
 */
final class SteadyWriter implements Connection.Listener, AutoCloseable {
    private static final int OUTSTANDING_MAX = 2_000;
    private static final int EVERY_MS = 2;
    private static final int DATA_BYTES = 100;
    private static final int CREATE = 0;
    private static final int WRITE = 1;

    /** A moment, and when the first write that was sent after it was answered. */
    private record Mark(long sinceNanos, CompletableFuture<Long> answeredAtNanos) {}

    private final InetSocketAddress server;
    private final String path;
    private final Thread thread;
    private final AtomicInteger connectionsLost = new AtomicInteger();
    private final AtomicInteger writesLost = new AtomicInteger();
    private volatile Mark mark;
    private volatile boolean ending;

    /** @param path the znode to write, which it makes if need be */
    SteadyWriter(InetSocketAddress server, String path) {
        this.server = server;
        this.path = path;
        mark = new Mark(System.nanoTime(), new CompletableFuture<>());
        thread = new Thread(this::run, "writer-" + server.getPort());
        thread.start();
    }

    /** From now on: when a write that is sent after this moment is answered. */
    CompletableFuture<Long> answeredAfter(long momentNanos) {
        Mark now = new Mark(momentNanos, new CompletableFuture<>());
        mark = now;
        return now.answeredAtNanos();
    }

    /** How often its server closed the connection on it. */
    int connectionsLost() {
        return connectionsLost.get();
    }

    /** Writes of which it was never told what became of them, or that failed. */
    int writesLost() {
        return writesLost.get();
    }

    private void run() {
        while (!ending) {
            Connection connection = null;
            try (Selector selector = Selector.open()) {
                connection = new Connection(0, server, this);
                connection.awaitSession(selector);
                write(connection, selector);
            } catch (IOException e) {
                lost(connection);
            }
        }
    }

    private void write(Connection connection, Selector selector) throws IOException {
        // as a rule it is there already
        connection.send(CREATE, Frames.create(connection.nextXid(), path, new byte[0], Frames.PERSISTENT));
        byte[] frame = Frames.setData(0, path, new byte[DATA_BYTES]);
        while (!ending) {
            if (connection.outstanding() < OUTSTANDING_MAX) {
                connection.send(WRITE, Frames.withXid(frame, connection.nextXid()));
            }
            connection.flush();
            long turnEnd = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
            for (long left = EVERY_MS; left > 0; left = (turnEnd - System.nanoTime()) / 1_000_000) {
                selector.select(left);
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isReadable()) {
                        connection.onReadable();
                    }
                }
                selector.selectedKeys().clear();
            }
        }
        connection.close();
    }

    /** @param connection null if there was none, which is not a loss */
    private void lost(@Nullable Connection connection) {
        if (connection != null && connection.outstanding() > 0) {
            connectionsLost.incrementAndGet();
            writesLost.addAndGet(connection.outstanding());
        }
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(EVERY_MS));
    }

    @Override
    public void onReply(Connection connection, Connection.Request request, int error, ByteBuffer body) {
        if (request.tag() == CREATE) {
            return;
        }
        if (error != 0) {
            writesLost.incrementAndGet();
            return;
        }
        Mark now = mark;
        if (request.sentNanos() - now.sinceNanos() > 0) {
            now.answeredAtNanos().complete(System.nanoTime());
        }
    }

    @Override
    public void onEvent(Connection connection) throws IOException {
        throw new IOException("an event, though nothing is watched");
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
