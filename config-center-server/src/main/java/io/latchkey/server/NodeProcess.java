package io.latchkey.server;

import io.latchkey.zab.runtime.Divergence;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that is one node, until a signal or a failure ends it. */
public final class NodeProcess {
    private static final Logger log = LoggerFactory.getLogger(NodeProcess.class);
    private static final long STOP_SECONDS = 8;

    private static final int WORKERS = 4;
    private static final long LOOP_BUSY_MS_MAX = 2_000;

    private final ServerConfig config;
    private final ProcessContext context;
    private volatile boolean started;
    private volatile boolean stopping;

    public NodeProcess(ServerConfig config, ProcessContext context) {
        this.config = config;
        this.context = context;
    }

    /**
     * Runs the node in the calling thread, as it were: returns when it has ended by itself. A signal ends the process
     * without a return; the node is stopped in order then.
     *
     * @return whether it ended in order, that is, because {@code end} completed
     */
    public boolean run(CompletableFuture<?> end) throws InterruptedException {
        Vertx vertx = Vertx.vertx(options());
        context.onShutdown().accept(() -> stop(vertx));
        Restarts restarts = new Restarts(config.peers() == null);
        NodeLife life = NodeLife.FIRST;
        try {
            while (true) {
                Throwable problem = live(vertx, life, end);
                if (problem == null) {
                    return true;
                }
                life = life.next(restarts.after(problem), problem);
                if (life == null) {
                    log.error("server {} ends: {}{}", config.id(), text(problem), advice(problem));
                    return false;
                }
                log.error(
                        "server {} serves no more and starts again {}: {}",
                        config.id(),
                        life.fromPeers() ? "without its data, which it gets from the others" : "from its disk",
                        text(problem));
            }
        } catch (ExecutionException e) {
            if (!stopping) {
                log.error("server {} does not start: {}", config.id(), text(cause(e)));
                log.debug("the reason in full", e);
            }
            return false;
        }
    }

    /**
     * Runs a node until {@code end}, which is null, or a problem, which it returns; then the node is gone.
     *
     * @throws ExecutionException if it did not start, or not stop
     */
    private @Nullable Throwable live(Vertx vertx, NodeLife life, CompletableFuture<?> end)
            throws InterruptedException, ExecutionException {
        CompletableFuture<Void> fatal = new CompletableFuture<>();
        String node = vertx.deployVerticle(
                        new NodeVerticle(config, Machine.local(), life, fatal::completeExceptionally))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        started = true;
        try {
            CompletableFuture.anyOf(end, fatal).get();
            return null;
        } catch (ExecutionException e) {
            vertx.undeploy(node).toCompletionStage().toCompletableFuture().get();
            return cause(e);
        }
    }

    private String advice(Throwable problem) {
        return problem instanceof Divergence && config.peers() == null
                ? ". A single server has no copy elsewhere: check the machine's memory and disk; a start computes the"
                        + " tree anew from the disk, and if that ends in the same way, restore a backup"
                : "";
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    private static String text(Throwable problem) {
        return problem.getMessage() == null ? problem.toString() : problem.getMessage();
    }

    /** Neither files nor class path are served through Vert.x, so it needs no cache on disk. */
    public static VertxOptions options() {
        return new VertxOptions()
                .setEventLoopPoolSize(NodeParts.loops() + 1)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS)
                .setMaxEventLoopExecuteTime(LOOP_BUSY_MS_MAX)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    private void stop(Vertx vertx) {
        stopping = true;
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
            if (started) {
                log.info("server {} has stopped", config.id());
            }
        } catch (ExecutionException | TimeoutException e) {
            log.warn("server {} does not stop in order: {}", config.id(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
