package io.latchkey.server;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
        CompletableFuture<Void> fatal = new CompletableFuture<>();
        try {
            vertx.deployVerticle(new NodeVerticle(config, fatal::completeExceptionally))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            if (!stopping) {
                log.error("server {} does not start: {}", config.id(), reason(e));
                log.debug("the reason in full", e);
            }
            return false;
        }
        started = true;
        try {
            CompletableFuture.anyOf(end, fatal).get();
            return true;
        } catch (ExecutionException e) {
            log.error("server {} ends: {}", config.id(), reason(e));
            return false;
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Neither files nor class path are served through Vert.x, so it needs no cache on disk. */
    static VertxOptions options() {
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
