package io.latchkey.client.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries results from the loop to the application, so that no user code ever runs on the loop.
 *
 * <p>Threads, all daemons and gone after ten idle seconds: {@code latchkey-callback-1} and {@code -2} unless the
 * application gave an executor; {@code latchkey-handover-1}, which hands changes of configuration, in their order, to the
 * executors that listeners named; and up to 16 {@code latchkey-urgent-N} for losses and the like. These are apart, and several,
 * so that neither busy callbacks nor a listener that blocks on an executor that runs it at once delays the news that another
 * lease is lost.
 */
public final class Callbacks implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final int THREADS = 2;
    private static final int URGENT_THREADS = 16;
    private static final int IDLE_SECONDS = 10;

    private final Executor executor;
    private final ThreadPoolExecutor handover = pool("latchkey-handover-", 1);
    private final ThreadPoolExecutor urgent = pool("latchkey-urgent-", URGENT_THREADS);

    /** With the application's executor, or null for threads of our own. */
    public Callbacks(@Nullable Executor executor) {
        this.executor = executor != null ? executor : pool("latchkey-callback-", THREADS);
    }

    private static ThreadPoolExecutor pool(String prefix, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, prefix + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Runs a task on the client's executor; if that refuses it, on the handover thread, for results must not get lost. */
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.warn("the client's executor refused a callback: {}", e.getMessage());
            handover.execute(guarded(task));
        }
    }

    /** Runs a user's callback on the executor the user named, behind all that was handed over before. */
    public void handOver(Executor to, Runnable task) {
        handOver(handover, to, task);
    }

    /** The same, whatever becomes of others. */
    public void handOverUrgently(Executor to, Runnable task) {
        handOver(urgent, to, task);
    }

    private static void handOver(Executor by, Executor to, Runnable task) {
        by.execute(() -> {
            try {
                to.execute(guarded(task));
            } catch (RejectedExecutionException e) {
                LOG.warn("an executor refused a callback, it runs here instead: {}", e.getMessage());
                guarded(task).run();
            }
        });
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a callback of the application failed", e);
            }
        };
    }

    /** The same result, completed on the client's executor. */
    public <T> CompletionStage<T> publish(CompletableFuture<T> inner) {
        CompletableFuture<T> outer = new CompletableFuture<>();
        var unused = inner.whenComplete((value, failure) -> execute(() -> {
            if (failure == null) {
                outer.complete(value);
            } else {
                outer.completeExceptionally(failure);
            }
        }));
        return outer;
    }
}
