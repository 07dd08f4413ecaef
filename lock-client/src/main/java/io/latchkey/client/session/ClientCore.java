package io.latchkey.client.session;

import io.latchkey.client.ClientOptions;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.ServiceUnavailableException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the clients of one application share: the loop, the session and the way back to user code. Any thread. */
public final class ClientCore {
    private static final int QUEUED_MAX = 100_000;
    private static final long LOOP_STOP_MILLIS = 2_000;

    private final ClientOptions options;
    private final NetworkLoop loop;
    private final ZkSession session;
    private final Callbacks callbacks;
    private final String owner;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ReentrantLock afterClose = new ReentrantLock();

    private ClientCore(ClientOptions options) {
        this.options = options;
        this.loop = options.loop() != null ? options.loop() : NetworkLoop.own();
        this.callbacks = new Callbacks(options.executor());
        this.owner = options.owner() != null ? options.owner() : pidAtHost();
        SessionConfig config = new SessionConfig(
                options.servers(),
                (int) options.sessionTimeout().toMillis(),
                options.requestTimeout().toMillis(),
                !options.stockProtocol(),
                QUEUED_MAX);
        this.session = new ZkSession(config, loop, options.clock());
    }

    private static String pidAtHost() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown"; // a machine that doesn't know its own name has one all the same
        }
        return ProcessHandle.current().pid() + "@" + host;
    }

    /**
     * Connects and waits for the first session.
     *
     * @throws ServiceUnavailableException when none is open in time
     */
    public static ClientCore open(ClientOptions options) {
        ClientCore core = new ClientCore(options);
        CompletableFuture<Boolean> connected = new CompletableFuture<>();
        core.loop.execute(() -> {
            core.session.addListener((state, incarnation) -> {
                if (state == ConnectionState.CONNECTED) {
                    connected.complete(true);
                }
            });
            core.session.start();
        });
        boolean open = false;
        try {
            open = connected.get(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceUnavailableException("interrupted while connecting");
        } catch (TimeoutException | ExecutionException e) {
            throw new ServiceUnavailableException(
                    "no server of " + options.servers().servers() + " opened a session within "
                            + options.connectTimeout().toMillis() + " ms; last trouble: " + core.session.lastTrouble());
        } finally {
            if (!open) {
                core.close();
            }
        }
        return core;
    }

    /** How the client was set up. */
    public ClientOptions options() {
        return options;
    }

    /** The loop. */
    public NetworkLoop loop() {
        return loop;
    }

    /** The session; loop only, for the most part. */
    public ZkSession session() {
        return session;
    }

    /** The way to user code. */
    public Callbacks callbacks() {
        return callbacks;
    }

    /** What others see of this client as a holder. */
    public String owner() {
        return owner;
    }

    /** Runs a task on the loop, at once when already there. */
    public void onLoop(Runnable task) {
        if (loop.isCurrent()) {
            task.run();
        } else if (!loop.offer(task)) {
            // the loop has stopped for good: the closed session answers everything at once, on whatever thread
            afterClose.lock();
            try {
                task.run();
            } finally {
                afterClose.unlock();
            }
        }
    }

    /**
     * Waits for a result.
     *
     * @throws LatchkeyException     as the result failed
     * @throws IllegalStateException on the loop, which must never wait
     */
    public <T> T await(CompletableFuture<T> result) throws InterruptedException {
        checkMayBlock();
        try {
            return result.get();
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            if (cause instanceof LatchkeyException known) {
                throw known;
            }
            if (cause instanceof ArithmeticException tooLarge) {
                throw tooLarge;
            }
            throw new LatchkeyException(String.valueOf(cause), cause);
        }
    }

    /** Throws on the loop. */
    public void checkMayBlock() {
        if (loop.isCurrent()) {
            throw new IllegalStateException("a blocking call on the client's event loop; use the asynchronous one");
        }
    }

    /** Closes the session and what belongs to the client. Waits a moment for the server; may be repeated. */
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.execute(() -> session.close(() -> done.complete(true)));
        if (loop.isCurrent()) {
            return; // the loop is the application's own then, and the session finishes by itself
        }
        try {
            done.get(options.sessionTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            throw new LatchkeyException("the client did not close in time", e);
        } finally {
            loop.shutdown(LOOP_STOP_MILLIS);
        }
    }
}
