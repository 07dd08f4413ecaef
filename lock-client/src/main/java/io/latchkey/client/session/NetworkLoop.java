package io.latchkey.client.session;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loop a client lives on. Without one given, a client makes its own with a single daemon thread named
 * {@code vert.x-eventloop-thread-0}; an application that has a {@link Vertx} already hands it over with {@link #on} and the
 * client starts no network thread at all.
 */
public final class NetworkLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkLoop.class);
    private static final int CACHED_SECONDS_MAX = 5;

    private final Vertx vertx;
    private final Context context;
    private final boolean owned;

    private NetworkLoop(Vertx vertx, boolean owned) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.owned = owned;
        if (!context.isEventLoopContext()) {
            throw new IllegalStateException("a latchkey client cannot live on a worker context");
        }
    }

    /** Uses one event loop of a Vert.x that the application owns; closing the client leaves it running. */
    public static NetworkLoop on(Vertx vertx) {
        return new NetworkLoop(vertx, false);
    }

    /** Makes a loop of its own, gone when the client closes. */
    public static NetworkLoop own() {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false))
                // names are looked up again on every reconnect, so a server that moved is found
                .setAddressResolverOptions(new AddressResolverOptions().setCacheMaxTimeToLive(CACHED_SECONDS_MAX));
        return new NetworkLoop(Vertx.vertx(options), true);
    }

    NetClient client(long connectTimeoutMillis) {
        return vertx.createNetClient(
                new NetClientOptions().setTcpNoDelay(true).setTcpKeepAlive(true).setConnectTimeout((int)
                        connectTimeoutMillis));
    }

    @Override
    public void execute(Runnable task) {
        if (!offer(task)) {
            throw new IllegalStateException("the client's event loop has been shut down");
        }
    }

    /** Runs a task on the loop unless the loop has stopped. */
    boolean offer(Runnable task) {
        try {
            context.runOnContext(ignored -> guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public boolean isCurrent() {
        return Vertx.currentContext() == context;
    }

    @Override
    public Timer after(long millis, Runnable task) {
        long id = vertx.setTimer(Math.max(1, millis), ignored -> guarded(task));
        return () -> vertx.cancelTimer(id);
    }

    @Override
    public Timer every(long millis, Runnable task) {
        long id = vertx.setPeriodic(Math.max(1, millis), ignored -> guarded(task));
        return () -> vertx.cancelTimer(id);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a task of the client failed; please report this", e);
        }
    }

    /** Stops the loop if it is the client's own. Any thread but the loop; waits for at most the given time. */
    public void shutdown(long waitMillis) {
        if (!owned) {
            return;
        }
        @Nullable Throwable failure = null;
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            failure = e;
        }
        if (failure != null) {
            LOG.debug("the event loop did not stop in time", failure);
        }
    }
}
